/** Whether an address stays on this machine. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
	return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
