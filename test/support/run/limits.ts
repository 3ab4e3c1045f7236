/**
 * How long a test may take, in milliseconds: much longer than any takes, because it only matters to those that hang. Tests do not set limits of their own,
 * but where a limit is what they assert.
 */
export const testLimitMs = 300_000;

/** How long a request of a test may take, in milliseconds: shorter than a test, so that a failure says which request hangs. */
export const requestLimitMs = 120_000;
