type Note = () => string;

/** They are on the global object: the bundles of the editor suite share nothing else. */
const shared = globalThis as unknown as Record<symbol, Set<Note> | undefined>;
const notes = (shared[Symbol.for('fovea.failureNotes')] ??= new Set());

/**
 * Adds a text to the report of every test that fails from now on.
 * @returns forgets it
 */
export function addFailureNote(note: Note): () => void {
	notes.add(note);
	return () => notes.delete(note);
}

/** What there is to say about the moment in which a test fails. */
export function failureNotes(): string[] {
	return [...notes].map((note) => note());
}
