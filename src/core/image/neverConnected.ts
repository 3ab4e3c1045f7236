import type { FoveaError } from '../errors.ts';
import { nothingSent } from '../net/transportError.ts';

const passing: readonly FoveaError['code'][] = ['connectionRefused', 'hostNotFound', 'proxyUnreachable', 'timeout'];

/** Whether a failed request was certainly never sent, and may succeed a moment later. */
export function neverConnected(error: FoveaError): boolean {
	return nothingSent(error) && passing.includes(error.code);
}
