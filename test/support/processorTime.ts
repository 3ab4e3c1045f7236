/**
 * Starts to count the processor time that this process takes, all its threads together: what other processes have at the same time does not count.
 * @returns the milliseconds since then
 */
export function processorTime(): () => number {
	const start = process.cpuUsage();
	return () => {
		const { user, system } = process.cpuUsage(start);
		return (user + system) / 1000;
	};
}
