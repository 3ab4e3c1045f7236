import type { CheckSubject } from '../connect/doctor.ts';
import type { Finding } from '../connect/findings.ts';
import type { ListedModel } from '../connect/modelList.ts';
import type { NetworkOptions } from '../net/http.ts';
import type { Method } from '../rpc.ts';

/** A connection to be checked. */
export interface CheckRequest {
	readonly subject: CheckSubject;
	readonly network: NetworkOptions;
	/** Of each request. */
	readonly timeoutMs: number;
}

/** The service whose models are to be listed, and how to ask it. */
export type ListRequest = CheckRequest;

/** The worker's part in connecting services. */
export type ConnectApi = {
	/** Whether nothing is wrong. Emits each finding when it is made. */
	readonly checkConnection: Method<CheckRequest, boolean, Finding>;
	/** The models that a service lists; undefined where it has no list. */
	readonly listModels: Method<ListRequest, readonly ListedModel[] | undefined, never>;
};
