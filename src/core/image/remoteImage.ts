/** A generated image at an address of the service's choice, which is not downloaded yet. */
export interface RemoteImage {
	/** May be signed: everyone who has it can download the image. */
	readonly url: string;
	/** When the address expires, in milliseconds since 1970, if it says so. */
	readonly expires?: number | undefined;
}

/**
 * When a signed address expires: Azure (`se`, ISO 8601), Amazon and Google in both of their forms (`Expires` in seconds since 1970, `X-Amz-Date` or
 * `X-Goog-Date` with seconds from then on).
 */
export function expiryOf({ searchParams }: URL): number | undefined {
	const time = (milliseconds: number) => (Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : undefined);
	const azure = searchParams.get('se');
	if (azure !== null) {
		return time(Date.parse(azure));
	}
	const seconds = searchParams.get('Expires');
	if (seconds !== null) {
		return time(Number(seconds) * 1000);
	}
	for (const name of ['X-Amz', 'X-Goog']) {
		const [, year, month, day, hour, minute, second] =
			/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(searchParams.get(`${name}-Date`) ?? '') ?? [];
		if (year !== undefined) {
			return time(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + Number(searchParams.get(`${name}-Expires`)) * 1000);
		}
	}
	return undefined;
}

/** The pair of hosts that the user agrees to: images of a service may be downloaded from another host. */
export function hostPair(service: string, image: string): string {
	return `${service} ${image}`;
}
