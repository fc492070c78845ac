import { areApart, regionOf } from "./places";
import { type Answer, read } from "./read";
import type { GraphResource } from "./resource";
import { isGiven, type Slot, slotAt, sourcesOf, textIn } from "./slot";
import { busOf, isOnBus } from "./buses";

/** What AWS does when a program creates a second resource with the name of a first one: a Put replaces the first, a Create is refused. */
export interface NameRule {
    /** What people call it. */
    readonly title: string;
    readonly second: "replaces" | "refused";
    /** The sentence about it, without a full stop. */
    readonly says: string;
    /** Where the name is. */
    readonly name: readonly string[];
}

const refused = (title: string, call: string, name: readonly string[] = ["name"]): NameRule => ({
    title,
    second: "refused",
    says: `${call} refuses a name that is in use, or returns the first one if all attributes are equal`,
    name,
});
const replaces = (title: string, call: string, name: readonly string[] = ["name"]): NameRule => ({
    title,
    second: "replaces",
    says: `${call} replaces what has this name, so only the second one is left`,
    name,
});
/** Cloud Control, by which aws-native creates, refuses an existing name: https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_HandlerErrorCode */
const native = (title: string, name: string): NameRule => ({
    title,
    second: "refused",
    says: "Cloud Control refuses to create what exists already",
    name: [name],
});

/** Sources: API references of PutMetricAlarm, PutCompositeAlarm, PutRule, CreateEventBus, CreateQueue, CreateTopic, CreateFunction, CreateLogGroup, CreateTable, CreateRole. */
const NAME_RULES: Readonly<Record<string, NameRule>> = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": replaces("Alarm", "PutMetricAlarm"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": replaces("Alarm", "PutCompositeAlarm", ["alarmName"]),
    "aws:cloudwatch/eventRule:EventRule": replaces("Rule", "PutRule"),
    "aws:cloudwatch/eventBus:EventBus": refused("Event bus", "CreateEventBus"),
    "aws:cloudwatch/logGroup:LogGroup": refused("Log group", "CreateLogGroup"),
    "aws:sqs/queue:Queue": refused("Queue", "CreateQueue"),
    "aws:sns/topic:Topic": refused("Topic", "CreateTopic"),
    "aws:lambda/function:Function": refused("Function", "CreateFunction"),
    "aws:lambda/callbackFunction:CallbackFunction": refused("Function", "CreateFunction"),
    "aws:dynamodb/table:Table": refused("Table", "CreateTable"),
    "aws:iam/role:Role": refused("Role", "CreateRole"),
    "aws-native:cloudwatch:Alarm": native("Alarm", "alarmName"),
    "aws-native:cloudwatch:CompositeAlarm": native("Alarm", "alarmName"),
    "aws-native:events:Rule": native("Rule", "name"),
    "aws-native:events:EventBus": native("Event bus", "name"),
    "aws-native:logs:LogGroup": native("Log group", "logGroupName"),
    "aws-native:sqs:Queue": native("Queue", "queueName"),
    "aws-native:sns:Topic": native("Topic", "topicName"),
    "aws-native:lambda:Function": native("Function", "functionName"),
};

/** What AWS does with a second name of this type; undefined for types that the table lacks. */
export const nameRuleOf = ({ type }: { type: string }): NameRule | undefined => (Object.hasOwn(NAME_RULES, type) ? NAME_RULES[type] : undefined);

/** Of a metric alarm and a composite one. AWS documents no more than that the name of either "must be unique within the Region". */
const MIXED = "Metric alarms and composite alarms share their names, so only one of the two is left";

/** Two resources of one name, or of what may be one. */
export interface EqualNames {
    readonly first: GraphResource;
    readonly second: GraphResource;
    /** Undefined as long as it is not known. */
    readonly name: string | undefined;
    /** What AWS does with the second. */
    readonly rule: NameRule;
    /** Whether both are in one Region and account, and on one bus. */
    readonly answer: Exclude<Answer, "no">;
}

/**
 * The resources whose name an earlier one has, in order of registration; each with the first that has it for sure, else with the first that may have it.
 *
 * @param resources of the stack, in order of registration
 */
export function equalNames(resources: readonly GraphResource[]): EqualNames[] {
    const byName = new Map<string, GraphResource[]>();
    return resources.flatMap((second): EqualNames[] => {
        const rule = nameRuleOf(second);
        const slot = rule && slotAt(second, ...rule.name);
        if (rule === undefined || slot === undefined || !isGiven(slot)) {
            return [];
        }
        const name = textIn(slot);
        // Names that are not known and come from the same may be equal.
        const key = `${rule.title} ${
            name === undefined
                ? `from ${sourcesOf(slot)
                      .map(({ urn }) => urn)
                      .sort()
                      .join()}`
                : `named ${name}`
        }`;
        const before = byName.get(key) ?? [];
        byName.set(key, [...before, second]);
        const answers = before.map((first): { first: GraphResource; answer: Answer } => {
            const answer = areOne(first, second);
            return { first, answer: name === undefined && answer === "yes" ? "unknown" : answer };
        });
        const found = answers.find(({ answer }) => answer === "yes") ?? answers.find(({ answer }) => answer === "unknown");
        if (found === undefined || found.answer === "no") {
            return [];
        }
        const isMixed = rule.second === "replaces" && found.first.type !== second.type;
        return [{ first: found.first, second, name, rule: isMixed ? { ...rule, says: MIXED } : rule, answer: found.answer }];
    });
}

/** Whether two resources of one type and name are one for AWS: in one place and, for rules, on one bus. */
export function areOne(one: GraphResource, other: GraphResource): Answer {
    const places = [one, other].map((resource) =>
        textIn(slotAt(resource, "arn", "topicArn"))
            ?.split(":")
            .slice(3, 5)
            .join(":"),
    );
    const isRule = nameRuleOf(one)?.title === "Rule";
    const sameBus = isRule ? isOnBus(one, busOf(one), busOf(other)) : "yes";
    if (areApart(one, other) || sameBus === "no" || (places[0] !== undefined && places[1] !== undefined && places[0] !== places[1])) {
        return "no";
    }
    return sameBus === "yes" && isSamePlace(one, other) ? "yes" : "unknown";
}

/** Whether two resources are in one Region and account for sure: of one provider, or of providers with equal access and Regions. */
function isSamePlace(one: GraphResource, other: GraphResource): boolean {
    const [accesses, regions] = [[one, other].map(accessOf), [one, other].map(regionOf)];
    return accesses[0] !== undefined && accesses[0] === accesses[1] && regions[0] === regions[1] && [one, other].every(hasPlainRegion);
}

/** False where a resource has a Region that is not known yet. */
const hasPlainRegion = (resource: GraphResource) => {
    const region: Slot = slotAt(resource, "region");
    return region.value.known || !isGiven(region);
};

/** Properties of a provider that decide about the account. */
const ACCESS = [
    "accessKey",
    "allowedAccountIds",
    "assumeRole",
    "assumeRoles",
    "assumeRoleWithWebIdentity",
    "endpoints",
    "forbiddenAccountIds",
    "profile",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "token",
];

/** What decides about the account of a resource, as text; undefined where it is not known. The name of a provider is nothing of it. */
function accessOf({ provider }: GraphResource): string | undefined {
    const given = read(() => JSON.stringify(ACCESS.map((key) => provider?.props[key] ?? null)));
    return given.known ? given.value : undefined;
}
