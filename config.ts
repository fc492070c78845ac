import * as pulumi from "@pulumi/pulumi";

import { secretConfigKeys } from "./components/shared/secretConfig";
import { regionProblem } from "./models/regions";
import { checkSettings, type GivenSettings, SETTING_KEYS, type Settings } from "./settings";

/**
 * Reads the stack's configuration: the keys that Pulumi.yaml declares, whose defaults Pulumi fills in.
 *
 * @throws RunError with one line for each mistake.
 */
export function readSettings(config = new pulumi.Config("sagemaker-job-status"), stack = pulumi.getStack()): Settings {
    const given: GivenSettings = Object.fromEntries(SETTING_KEYS.map((key) => [key, (READERS[key] ?? readText)(config, key)]));
    const region = regionHere();
    const { settings, problems } = checkSettings(given, { region, stack, isSecret });
    // An unknown key is a mistake: what it was meant to change would silently stay as it is.
    const keys = Object.keys(pulumi.runtime.allConfig()).flatMap((key) =>
        key.startsWith(`${config.name}:`) ? key.slice(config.name.length + 1) : [],
    );
    const known: readonly string[] = SETTING_KEYS;
    problems.push(...keys.filter((key) => !known.includes(key)).map((key) => `${key} is unknown: the keys are ${[...known].sort().join(", ")}`));
    const wrongRegion = region === undefined ? "must be set: pulumi config set aws:region REGION" : regionProblem(region);
    if (problems.length > 0 || wrongRegion !== undefined) {
        const lines = [
            ...(wrongRegion === undefined ? [] : [`aws:region ${wrongRegion}`]),
            ...problems.map((problem) => `sagemaker-job-status:${problem}`),
        ];
        throw new pulumi.RunError(lines.map((line) => `Configuration ${line}`).join("\n"));
    }
    return {
        ...settings,
        notifyEmail: secretly("notifyEmail", settings.notifyEmail),
        alarmEmail: secretly(given.alarmEmail === undefined ? "notifyEmail" : "alarmEmail", settings.alarmEmail),
    };
}

/** How settings that are no text are read. */
const READERS: { readonly [Key in keyof GivenSettings]?: typeof readText } = {
    ...{ messagesPerMinute: readWhole, reservedConcurrency: readWhole, logLines: readWhole, logRetentionDays: readWhole, reconcile: readWhole },
    ...{ reactions: readObject, channels: readObject, guard: readObject, prices: readObject, tags: readObject },
};

/** A text; an empty one is none. */
function readText(config: pulumi.Config, key: string): unknown {
    return config.get(key) || undefined;
}

/** A structured value; text that is no JSON comes as it is, to be refused with the other mistakes. */
function readObject(config: pulumi.Config, key: string): unknown {
    try {
        return config.getObject(key);
    } catch {
        return config.get(key);
    }
}

/** A whole number; other text comes as it is, to be refused with the other mistakes. */
function readWhole(config: pulumi.Config, key: string): unknown {
    const text = config.get(key);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

/** The stack's Region, which the AWS provider takes from the environment if it is not configured. */
const regionHere = (): string | undefined => new pulumi.Config("aws").get("region") ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION);

/** A value that stays a secret if it was set as one. */
function secretly(key: string, value: pulumi.Input<string> | undefined): pulumi.Input<string> | undefined {
    return value !== undefined && isSecret(key) ? pulumi.secret(value) : value;
}

/** Whether a key was set with --secret, so that its value must not end up in the state as plain text. */
function isSecret(key: string): boolean {
    return secretConfigKeys().includes(`sagemaker-job-status:${key}`);
}
