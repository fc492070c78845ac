import {
    functionNamed,
    type GraphResource,
    isGiven,
    readAlias,
    readInvokeConfig,
    readPermission,
    type Slot,
    slotAt,
    type Stack,
    textIn,
} from "../../../models/graph";
import type { Verdict } from "./verdict";

/** A resource that belongs to a function, a queue or a topic, and whether it does so for sure. */
interface Attached {
    readonly resource: GraphResource;
    readonly sure: boolean;
}

/** Says of each pair of equal keys what AWS does; a key that is not known yet leaves the pair open. */
function judgePairs(
    verdict: Verdict,
    attached: readonly Attached[],
    keyOf: (resource: GraphResource) => string | undefined,
    says: (first: GraphResource, second: GraphResource) => string,
): void {
    attached.forEach((second, index) => {
        const before = attached.slice(0, index).filter(({ resource }) => resource !== second.resource);
        const key = keyOf(second.resource);
        const first = before.find(({ resource }) => key !== undefined && keyOf(resource) === key);
        if (first !== undefined && first.sure && second.sure) {
            verdict.wrong(second.resource, says(first.resource, second.resource));
        } else if (
            first !== undefined ||
            (before.length > 0 && (key === undefined || before.some(({ resource }) => keyOf(resource) === undefined)))
        ) {
            verdict.undecided(second.resource);
        }
    });
}

/** The version or alias that a resource is about, "" for the function itself; undefined as long as that is not known. */
function qualifierOf(functionName: Slot, qualifier: Slot): string | undefined {
    const [name, text] = [textIn(functionName), textIn(qualifier)];
    return isGiven(qualifier) ? text : name === undefined ? undefined : functionNamed(name).qualifier;
}

/** Of what a function has once, a second resource replaces the first or is refused. Sources: Lambda API references of PutFunctionEventInvokeConfig, AddPermission and CreateAlias. */
export function judgeFunction(stack: Stack, verdict: Verdict, { resource: handler, sure }: Attached): void {
    const attached = (group: "functionAlias" | "invokeConfig" | "permission", ...paths: string[]) =>
        stack.attachedTo(handler, group, "function", ...paths).map((each): Attached => ({ ...each, sure: sure && each.sure }));
    judgePairs(
        verdict,
        attached("invokeConfig", "functionName"),
        (config) => {
            const { functionName, qualifier } = readInvokeConfig(config);
            return qualifierOf(functionName, qualifier);
        },
        (first, second) =>
            `Invoke config "${second.name}" is, as "${first.name}", for the function "${handler.name}". PutFunctionEventInvokeConfig replaces what is there, so only the destinations and retries of one are left. Write both into one.`,
    );
    judgePairs(
        verdict,
        attached("permission", "function", "functionName").filter(({ resource }) => textIn(slotAt(resource, "statementId")) !== undefined),
        (permission) => {
            const { functionName, qualifier } = readPermission(permission);
            const of = qualifierOf(functionName, qualifier);
            return of === undefined ? undefined : `${of} ${textIn(slotAt(permission, "statementId"))}`;
        },
        (first, second) =>
            `Permission "${second.name}" has, as "${first.name}", the statementId ${JSON.stringify(textIn(slotAt(second, "statementId")))} on the function "${handler.name}". AddPermission refuses an id that is in use. Give each a different one, or none.`,
    );
    judgePairs(
        verdict,
        attached("functionAlias", "functionName"),
        (alias) => textIn(readAlias(alias).name),
        (first, second) =>
            `Alias "${second.name}" has, as "${first.name}", the name ${JSON.stringify(textIn(readAlias(second).name))} on the function "${handler.name}". CreateAlias refuses a name that is in use. Give each a different one.`,
    );
}

/** Of the policies of a queue or a topic AWS keeps the last that was written. Sources: SetQueueAttributes, SetTopicAttributes */
export function judgePolicies(verdict: Verdict, { resource: owner, sure }: Attached, replacing: readonly GraphResource[]): void {
    for (const policy of replacing) {
        if (!sure) {
            verdict.undecided(policy);
            continue;
        }
        verdict.wrong(
            policy,
            `This is one of ${replacing.length + 1} policies of "${owner.name}". AWS keeps the last one that was written, and the others have no effect. Put all statements into one policy.`,
        );
    }
}
