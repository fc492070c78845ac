import { MisuseError } from "./errors";

/**
 * An error of the SDK in one line, as "NAME: MESSAGE".
 *
 * @param profile The profile that was asked for. @default that of the environment
 * @throws MisuseError where there are no credentials.
 */
export function wordsOfAwsError(error: unknown, profile = process.env.AWS_PROFILE): string {
    const { name, message, code } = error as { name: string; message: string; code?: string };
    const words = message.replace(/\s+/g, " ");
    if (/^(Credentials|Token)ProviderError$/.test(name)) {
        throw new MisuseError(
            profile === undefined || profile === ""
                ? `AWS credentials must be in the environment or in a profile, as for "aws" and "pulumi": ${words}`
                : `the AWS profile ${JSON.stringify(profile)} does not exist, or has no credentials ("aws configure list-profiles" lists all): ${words}`,
        );
    }
    return code === "ENOTFOUND" ? `${words}: check the network, and the Region in the state` : `${name}: ${words || code}`;
}
