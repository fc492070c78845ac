import { REGIONS } from "../catalog/regions";
import { type GraphResource, isGiven, regionIn, regionOf, type Slot, slotAt, type Stack, textIn } from "../models/graph";
import { defaultKeyPolicy } from "../models/policies";
import { dnsSuffixOf, partitionOf } from "../models/regions";
import { type Access, type Circumstances, documentIn, no, UNKNOWN, YES } from "./shared/access/access";
import { allowItIn, functionMay } from "./shared/access/functionRole";
import { isDisabled, keyIn, policyOfKey } from "./shared/access/keys";
import { statusPolicy } from "./shared/run/run";
import { isListed, type Settings } from "./shared/run/settings";
import type { Verdict } from "./shared/run/verdict";
import { type Reader, secretReaders, secretsOf, type SecretUse } from "./shared/secretReaders";
import { isSecretName } from "./shared/secrets";

/** A channel whose secret can't be read gets no message: each one ends in the failure queue. */
export const functionMayReadItsSecret = statusPolicy({
    name: "function-may-read-its-secret",
    description:
        "A function that sends messages about SageMaker jobs may read the secret whose ARN is in its environment, and the secret has a value.",
    severity: "high",
    remediationSteps:
        "Allow the function's role to call secretsmanager:GetSecretValue or ssm:GetParameter on the ARN, and kms:Decrypt on the customer-managed key, if there is one. Give the secret a value, and a parameter the type SecureString.",
    judge: (stack, verdict, { settings }) => {
        for (const reader of secretReaders(stack)) {
            for (const use of secretsOf(stack, reader)) {
                judgeUse({ stack, verdict, settings }, reader, use);
            }
        }
    },
});

interface Judging {
    readonly stack: Stack;
    readonly verdict: Verdict;
    readonly settings: Settings;
}

function judgeUse(judging: Judging, reader: Reader, use: SecretUse): void {
    const { stack, verdict, settings } = judging;
    const sure = reader.sure && use.sure;
    const handler = reader.resource;
    const found = (resource: GraphResource, level: "wrong" | "note", message: string) =>
        sure ? verdict[level](resource, message) : verdict.undecided(resource);
    const { read, decrypt } = accessTo(judging, handler, use);
    const name = `the ${use.kind} ${use.resource === undefined ? `in ${use.variables.join()}` : `"${use.resource.name}"`}`;
    if (read.answer === "no") {
        found(handler, "wrong", `The role of this function may not read ${name}: ${read.reason}. ${allowItIn(stack, handler)}`);
    } else if (decrypt.answer === "no") {
        found(handler, "wrong", `The role of this function may not decrypt ${name}: ${decrypt.reason}. ${allowItIn(stack, handler)}`);
    } else if (read.answer === "unknown" || decrypt.answer === "unknown") {
        verdict.undecided(handler);
    }
    const arn = textIn(use.arn) ?? "";
    if (use.resource === undefined) {
        // Secrets of other stacks are the usual case. Only who lists some says that there are no others.
        if (settings.externalSecrets.length > 0 && !isListed(arn, settings.externalSecrets)) {
            found(
                handler,
                "note",
                `The environment variable ${use.variables.join()} has the ARN ${arn}, which is neither in this stack nor among the externalSecrets of the pack's configuration. Correct it, or list it there.`,
            );
        }
    } else if (use.kind === "parameter") {
        judgeParameter(use, use.resource, found, verdict);
    } else if (!hasValue(stack, use.resource) && !isListed(arn, settings.externalSecrets)) {
        found(
            use.resource,
            "note",
            "This stack gives the secret no value, so the function that reads it fails until someone puts one in. Add a SecretVersion, or put the value in by hand and list the secret as externalSecrets in the pack's configuration.",
        );
    }
}

/** A parameter may hold something that is no secret: the name of the variable says what it is. */
function judgeParameter(
    { variables }: SecretUse,
    parameter: GraphResource,
    found: (resource: GraphResource, level: "note", message: string) => void,
    verdict: Verdict,
): void {
    const type = slotAt(parameter, "type");
    const holdsSecret = variables.some((name) => isSecretName(name.replace(/_?arn$/i, "")) || /webhook/i.test(name));
    if (holdsSecret && !type.value.known) {
        verdict.undecided(parameter);
    } else if (holdsSecret && textIn(type) !== "SecureString") {
        found(parameter, "note", "This parameter holds the secret of a channel unencrypted. Set its type to SecureString.");
    }
}

const hasValue = (stack: Stack, secret: GraphResource) =>
    stack.attachedTo(secret, "secretValue", "secret", "secretId").length > 0 ||
    ["secretString", "generateSecretString"].some((property) => isGiven(slotAt(secret, property)));

const CALLS = { secret: "secretsmanager:GetSecretValue", parameter: "ssm:GetParameter" } as const;

/** Whether the role of a function may read a secret, and decrypt it. */
function accessTo(judging: Judging, handler: GraphResource, use: SecretUse): { readonly read: Access; readonly decrypt: Access } {
    const { kind, arn, resource } = use;
    const owned = resource === undefined ? undefined : policyOfSecret(judging.stack, resource);
    const may = (slot: Slot) => byDocument(owned, slot, (more) => functionMay(judging, handler, CALLS[kind], slot, more));
    const read = may(arn);
    // Secrets Manager takes an ARN without its last six characters, and IAM decides on the whole one.
    const isPart = kind === "secret" && !/-[A-Za-z0-9]{6}$/.test(textIn(arn) ?? "-000000");
    const whole = isPart ? may(withText(arn, `${textIn(arn)!}-000000`)) : read;
    return {
        read: whole.answer === "no" && isPart ? may({ ...arn, value: { known: false } }) : whole,
        decrypt: resource === undefined ? YES : mayDecrypt(judging, handler, use, resource),
    };
}

const withText = (slot: Slot, value: string): Slot => ({ ...slot, value: { known: true, value } });

/** What an answer is with the policy of what is called, where that has one. What it refuses for an ARN that is not known is not sure. */
function byDocument(document: Slot | undefined, arn: Slot, may: (more: Circumstances) => Access): Access {
    const read = document && documentIn(document, "resource");
    const access = may(read?.kind === "known" ? { resource: read.policy } : {});
    const isOpen = read !== undefined && (read.kind === "unknown" || !arn.value.known);
    return isOpen && access.answer === "no" ? UNKNOWN : access;
}

function policyOfSecret(stack: Stack, secret: GraphResource): Slot | undefined {
    const [separate] = stack.attachedTo(secret, "secretPolicy", "secret", "secretArn", "secretId");
    const slot = separate === undefined ? slotAt(secret, "policy") : slotAt(separate.resource, "policy", "resourcePolicy");
    return isGiven(slot) ? slot : undefined;
}

/** Whether the role of a function may use the customer-managed key of a secret, which the service that keeps the secret asks for it. */
function mayDecrypt(judging: Judging, handler: GraphResource, { kind, arn }: SecretUse, secret: GraphResource): Access {
    const given = slotAt(secret, kind === "secret" ? "kmsKeyId" : "keyId");
    // For a key of AWS, a role needs no permission.
    if (!isGiven(given) || /(^|:)alias\/aws\//.test(textIn(given) ?? "")) {
        return YES;
    }
    const key = keyIn(judging.stack, given);
    const place = textIn(arn) ?? textIn(given);
    const services = domainsIn(regionIn(place) ?? regionOf(secret)).map((suffix) => `${kind === "secret" ? "secretsmanager" : "ssm"}.${suffix}`);
    const may = (slot: Slot, resource = defaultKeyPolicy(textIn(slot)?.split(":")[4] ?? "000000000000")) => {
        const answers = services.map((via) => functionMay(judging, handler, "kms:Decrypt", slot, { context: { "kms:ViaService": via }, resource }));
        // Where the Region is not known, a condition may ask for it.
        return answers.every(({ answer }) => answer === answers[0]!.answer) ? answers[0]! : UNKNOWN;
    };
    if (key === undefined) {
        const isKey = /^arn:[^:]+:kms:[^:]*:\d+:key\//.test(textIn(given) ?? "");
        const access = may(isKey ? given : { ...given, value: { known: false } });
        // The key's own policy may name the role.
        return access.answer === "no" && !isListed(textIn(given) ?? "", judging.settings.externalKeys) ? UNKNOWN : access;
    }
    if (isDisabled(key)) {
        return no(`its key "${key.name}" is disabled`);
    }
    const own = slotAt(key, "arn");
    return byDocument(policyOfKey(judging.stack, key), own, ({ resource }) => may(own, resource));
}

/** What the names of services end in, in a Region; in all Regions where it is not known. */
function domainsIn(region: string | undefined): string[] {
    const places = region === undefined ? Object.entries(REGIONS) : [[partitionOf(region), [region]] as const];
    return places.flatMap(([partition, regions]) => regions.map((each) => `${each}.${dnsSuffixOf(partition)}`));
}
