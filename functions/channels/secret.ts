import type { ChannelSecret } from "./channel";

/** A secret that has changed is read again after this time at the latest, and at once where the channel refuses the old one. */
const KEPT_MS = 5 * 60_000;

/** A secret of a channel that can't be used. The message says what is wrong, and nothing of the secret. */
function unusable(arn: string, problem: string): Error {
    return Object.assign(new Error(`The secret ${arn} ${problem}`), { name: "InvalidChannelSecret" });
}

/**
 * Reads the value of a channel's secret: an address, or the key of a channel whose address is known, or JSON with `url` and `key`.
 *
 * @param knownUrl The channel's address, if that is no secret.
 * @param endpoint Where the function calls AWS, if that is not AWS: an address there may be without TLS.
 */
export function parseSecret(arn: string, text: string, knownUrl: string | undefined, endpoint: string | undefined): ChannelSecret {
    const { url = knownUrl, key } = fieldsOf(arn, text.trim(), knownUrl !== undefined);
    if (typeof url !== "string" || !isAddress(url, endpoint)) {
        throw unusable(arn, 'must be an address that begins with https://, or JSON with such an address in "url"');
    }
    if (key !== undefined && typeof key !== "string") {
        throw unusable(arn, 'must have a text in "key"');
    }
    return { url, ...(key === undefined ? {} : { key }) };
}

function fieldsOf(arn: string, text: string, isKey: boolean): { readonly url?: unknown; readonly key?: unknown } {
    if (!text.startsWith("{")) {
        return isKey ? { key: text } : { url: text };
    }
    try {
        return JSON.parse(text) as { url?: unknown };
    } catch {
        // Not the parser's error, which quotes the text.
        throw unusable(arn, "begins as JSON and is none");
    }
}

function isAddress(text: string, endpoint: string | undefined): boolean {
    if (!URL.canParse(text)) {
        return false;
    }
    const { protocol, origin, username, password } = new URL(text);
    // fetch refuses addresses with a user in them.
    const isSafe = protocol === "https:" || (endpoint !== undefined && origin === new URL(endpoint).origin);
    return isSafe && username === "" && password === "";
}

/** Reads a secret. `isFresh`: not the one that is kept. */
export type ReadSecret = (isFresh: boolean) => Promise<ChannelSecret>;

/** Keeps what is read for some minutes. */
export function keeping(read: () => Promise<ChannelSecret>, now: () => number): ReadSecret {
    let kept: { readonly secret: ChannelSecret; readonly until: number } | undefined;
    return async (isFresh) => {
        if (kept === undefined || isFresh || kept.until <= now()) {
            // Forgotten first: if it can't be read, the old one is not used for another message.
            kept = undefined;
            kept = { secret: await read(), until: now() + KEPT_MS };
        }
        return kept.secret;
    };
}

/** Reads a secret of Secrets Manager or a parameter of Systems Manager by its ARN. */
export function secretReader(arn: string, knownUrl: string | undefined): () => Promise<ChannelSecret> {
    const { GetParameterCommand, GetSecretValueCommand, SecretsManagerClient, SSMClient } = require("#sdk") as typeof import("./sdk");
    const isParameter = arn.split(":")[2] === "ssm";
    const value = isParameter
        ? async () => (await new SSMClient().send(new GetParameterCommand({ Name: arn, WithDecryption: true }))).Parameter?.Value
        : async () => (await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
    return async () => {
        const text = await value();
        if (text === undefined) {
            throw unusable(arn, "must be a text, not binary data");
        }
        return parseSecret(arn, text, knownUrl, process.env.AWS_ENDPOINT_URL);
    };
}
