import { isFoveaError } from '../errors.ts';

/** Receives a line about each request. */
export interface RequestLog {
	/** The number of the attempt, from 1. */
	readonly attempt?: number | undefined;
	/** Whether the path is left out. The path of an address from a service may be all that is needed to download the content. */
	readonly hidesPath?: true;
	/** Gets one line when the request has ended: method, host, path, status, milliseconds, bytes sent and received, the service's request id, the attempt. */
	readonly write: (line: string) => void;
}

interface Asked {
	readonly url: URL;
	readonly method: string;
	readonly headers: Readonly<Record<string, string>> | undefined;
}

interface Answered {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: AsyncIterable<Uint8Array>;
}

/** Headers with a request id: of OpenAI and Azure OpenAI, of Azure's gateways, and of Mistral's gateway. */
const idHeaders = ['x-request-id', 'apim-request-id', 'x-ms-request-id', 'mistral-correlation-id'];

/**
 * Runs a request and logs it when its answer has been read, or failed. The query of an address is left out: it may hold a key.
 * @throws what `send` throws
 */
export async function logged<A extends Answered>(
	{ write, attempt = 1, hidesPath }: RequestLog,
	asked: Asked,
	send: () => Promise<A>,
): Promise<A> {
	const started = performance.now();
	const { url, method, headers } = asked;
	const say = (became: string, received: number, id: string) => {
		const sent = headers?.['content-length'] ?? '0';
		const milliseconds = Math.round(performance.now() - started);
		write(
			`${method} ${url.host}${hidesPath ? '/…' : url.pathname} ${became}, ${milliseconds} ms, sent ${sent}, received ${received} bytes${id && `, id ${id}`}${attempt > 1 ? `, try ${attempt}` : ''}`,
		);
	};
	let answer: A;
	try {
		answer = await send();
	} catch (error) {
		say(reasonOf(error), 0, '');
		throw error;
	}
	return { ...answer, body: counted(answer, (became, received) => say(became, received, requestId(answer))) };
}

async function* counted({ status, body }: Answered, end: (became: string, received: number) => void): AsyncIterable<Uint8Array> {
	let received = 0;
	let became = `${status}, not read to its end`;
	try {
		for await (const chunk of body) {
			received += chunk.length;
			yield chunk;
		}
		became = String(status);
	} catch (error) {
		became = `${status}, ${reasonOf(error)}`;
		throw error;
	} finally {
		end(became, received);
	}
}

function reasonOf(error: unknown): string {
	return isFoveaError(error) ? error.code : error instanceof Error && error.name === 'AbortError' ? 'cancelled' : 'failed';
}

/** The request id. It comes from the service, so it is left out unless it is a plain id. */
function requestId({ headers }: Answered): string {
	const ids = idHeaders.flatMap((name) => headers[name] ?? []);
	return ids.find((id) => /^[\w.:-]{1,100}$/.test(id)) ?? '';
}
