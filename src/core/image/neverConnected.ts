import type { FoveaError } from '../errors.ts';
import { nothingSent } from '../net/transportError.ts';

const passing: readonly FoveaError['code'][] = ['connectionRefused', 'hostNotFound', 'proxyUnreachable', 'timeout'];

/** Whether a failed request provably never left, and may find its way a moment later. */
export function neverConnected(error: FoveaError): boolean {
	return nothingSent(error) && passing.includes(error.code);
}
