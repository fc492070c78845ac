import { MisuseError } from "./errors";

/**
 * An error of the SDK in one line, as "NAME: MESSAGE".
 *
 * @throws MisuseError where there are no credentials.
 */
export function wordsOfAwsError(error: unknown): string {
    const { name, message, code } = error as { name: string; message: string; code?: string };
    if (/^(Credentials|Token)ProviderError$/.test(name)) {
        throw new MisuseError(
            `AWS credentials must be in the environment or in a profile, as for "aws" and "pulumi": ${message.replace(/\s+/g, " ")}`,
        );
    }
    return `${name}: ${message.replace(/\s+/g, " ") || code}`;
}
