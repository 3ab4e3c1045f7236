import type { ErrorCode, ErrorFacts, FoveaError } from '../core/errors.ts';
import { plain } from '../core/plain.ts';
import { connectionMessages } from './messages/connectionMessages.ts';
import { documentMessages } from './messages/documentMessages.ts';
import { imageMessages, imageOverrides } from './messages/imageMessages.ts';
import type { Message, Messages } from './messages/message.ts';
import { serviceMessages } from './messages/serviceMessages.ts';

/** A message for every error code. */
const messages: Messages = { ...connectionMessages, ...serviceMessages, ...documentMessages, ...imageMessages };

/** The message for a failure; some codes have other words for images than for documents. */
export function messageFor(error: FoveaError, about: 'documents' | 'images' = 'documents'): Message {
	const words = (about === 'images' ? imageOverrides[error.code] : undefined) ?? messages[error.code];
	return (words as (facts: ErrorFacts[keyof ErrorFacts]) => Message)(plainFacts(error.facts));
}

/** Whether there is a sentence for a code, which may have been written down by another version. */
export function isErrorCode(code: unknown): code is ErrorCode {
	return typeof code === 'string' && Object.hasOwn(messages, code);
}

/** Facts may be names of files, hosts and models: none of them may become a link or change the direction of the sentence. */
function plainFacts(facts: ErrorFacts[keyof ErrorFacts]): ErrorFacts[keyof ErrorFacts] {
	const plainFact = (fact: unknown): unknown => (typeof fact === 'string' ? plain(fact) : Array.isArray(fact) ? fact.map(plainFact) : fact);
	return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, plainFact(fact)]));
}
