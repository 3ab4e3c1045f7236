import { FoveaError } from '../errors.ts';

/**
 * Translates a failed write: `diskFull`, else `notWritable`.
 * @param name of the file or folder, for the message
 */
export function writeFailure(error: unknown, name: string): FoveaError {
	const full = isDiskFull(error);
	return new FoveaError(full ? 'diskFull' : 'notWritable', { name }, full ? 'The disk is full' : 'The file cannot be written', {
		cause: error,
	});
}

/** Checks the system's error code and the message, because the editor's file service passes on disk errors as text only. */
function isDiskFull(error: unknown): boolean {
	const { code, message } = (error instanceof Error ? error : { message: String(error) }) as {
		readonly code?: unknown;
		readonly message: string;
	};
	return /^(ENOSPC|EDQUOT|FileExceedsStorageQuota)$/.test(String(code)) || /\b(ENOSPC|EDQUOT|FileExceedsStorageQuota)\b/.test(message);
}
