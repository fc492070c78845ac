import * as pulumi from "@pulumi/pulumi";

/** The keys of the stack's configuration, with their namespace, that were set with --secret. `config.get` reads such a value as plain text. */
export function secretConfigKeys(): string[] {
    return JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];
}

/** A shorter value may be in any text. */
const SHORTEST_SECRET = 8;

/** What is wrong with a text that is uploaded to Lambda: it has the value of a secret of the stack's configuration. */
export function secretConfigProblem(text: string): string | undefined {
    const config = pulumi.runtime.allConfig();
    const key = secretConfigKeys().find((each) => textsOf(config[each] ?? "").some((secret) => text.includes(JSON.stringify(secret).slice(1, -1))));
    return key === undefined
        ? undefined
        : `it has the secret ${key} of the configuration in its code, as plain text: give it to environment, where it stays a secret, and read it from process.env`;
}

/** A value, or the texts in it where it is an object or a list. */
function textsOf(value: string): string[] {
    const texts: string[] = [];
    try {
        JSON.parse(value, (_, each: unknown) => (typeof each === "string" ? texts.push(each) : each));
    } catch {
        texts.push(value);
    }
    return [value, ...texts].filter(({ length }) => length >= SHORTEST_SECRET);
}
