import type { GraphResource } from "./resource";
import { ifKnown } from "./read";
import { slotAt, textIn } from "./slot";

/** What AWS accepts as a text of a resource. */
interface TextLimit {
    readonly paths: readonly string[];
    /** As AWS calls it. */
    readonly member: string;
    readonly most: number;
    /** What characters may be in it; undefined for any. */
    readonly pattern?: RegExp;
    /** What AWS says, where it does not say it in the form of its models. */
    readonly says?: string;
}

const EVENTS = /^[.\-_A-Za-z0-9]+$/;
const PLAIN = /^[\w-]+$/;

const name = (member: string, most: number, pattern?: RegExp, more: Partial<TextLimit> = {}): TextLimit => ({
    paths: ["name"],
    member,
    most,
    ...(pattern && { pattern }),
    ...more,
});
const description = (member: string, most: number, ...paths: string[]): TextLimit => ({ paths, member, most });

const RULE = [name("name", 64, EVENTS), description("description", 512, "description")];
const ALARM = [name("alarmName", 255, undefined, { paths: ["name", "alarmName"] }), description("alarmDescription", 1024, "alarmDescription")];
const FUNCTION = [name("functionName", 64, PLAIN, { paths: ["name", "functionName"] }), description("description", 256, "description")];
const QUEUE = name("queueName", 80, PLAIN, {
    paths: ["name", "queueName"],
    says: "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
});
const TOPIC = name("Name", 256, PLAIN, { paths: ["name", "topicName"], says: "Invalid parameter: Topic Name" });
const LOG_GROUP = name("logGroupName", 512, /^[.\-_/#A-Za-z0-9]+$/, { paths: ["name", "logGroupName"] });
const BUS = name("name", 256, /^[/.\-_A-Za-z0-9]+$/);

/**
 * Sources: API references of PutRule (Name, Description), PutMetricAlarm and PutCompositeAlarm (AlarmName, AlarmDescription),
 * CreateFunction (FunctionName, Description), CreateQueue (QueueName), CreateTopic (Name), CreateLogGroup (logGroupName), CreateEventBus (Name).
 */
const LIMITS: Readonly<Record<string, readonly TextLimit[]>> = {
    "aws:cloudwatch/eventRule:EventRule": RULE,
    "aws-native:events:Rule": RULE,
    "aws:cloudwatch/metricAlarm:MetricAlarm": ALARM,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ALARM,
    "aws-native:cloudwatch:Alarm": ALARM,
    "aws-native:cloudwatch:CompositeAlarm": ALARM,
    "aws:lambda/function:Function": FUNCTION,
    "aws:lambda/callbackFunction:CallbackFunction": FUNCTION,
    "aws-native:lambda:Function": FUNCTION,
    "aws:sqs/queue:Queue": [QUEUE],
    "aws-native:sqs:Queue": [QUEUE],
    "aws:sns/topic:Topic": [TOPIC],
    "aws-native:sns:Topic": [TOPIC],
    "aws:cloudwatch/logGroup:LogGroup": [LOG_GROUP],
    "aws-native:logs:LogGroup": [LOG_GROUP],
    "aws:cloudwatch/eventBus:EventBus": [BUS],
    "aws-native:events:EventBus": [BUS],
};

/** A text of a resource that AWS refuses. */
export interface TextFault {
    /** Name of the property. */
    readonly property: string;
    /** What is wrong, without subject and full stop: "has 70 characters, at most 64 are allowed". */
    readonly reason: string;
    /** What AWS says. */
    readonly says: string;
}

/** The names and descriptions of a resource that are out of AWS's limits. */
export function textFaults(resource: GraphResource): TextFault[] {
    const limits = Object.hasOwn(LIMITS, resource.type) ? LIMITS[resource.type]! : [];
    return limits.flatMap((limit) => faultOf(resource, limit) ?? []);
}

function faultOf(resource: GraphResource, { paths, member, most, pattern, says }: TextLimit): TextFault | undefined {
    const slot = slotAt(resource, ...paths);
    const text = textIn(slot);
    if (!text) {
        return undefined;
    }
    const property = slot.path!;
    const fault = (reason: string, constraint: string): TextFault => ({
        property,
        reason,
        says: says ?? `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: ${constraint}`,
    });
    const length = [...text].length;
    if (length > most) {
        return fault(`has ${length} characters, at most ${most} are allowed`, `Member must have length less than or equal to ${most}`);
    }
    const isFifo = ifKnown(slotAt(resource, "fifoQueue", "fifoTopic").value);
    const ending = isFifo === true ? ".fifo" : "";
    if (ending !== "" && !text.endsWith(ending)) {
        return fault(`must end with .fifo, as that of every FIFO queue or topic`, "");
    }
    const plain = text.slice(0, text.length - ending.length);
    return pattern === undefined || pattern.test(plain)
        ? undefined
        : fault(
              `is ${JSON.stringify(text)}, which has characters that are not allowed`,
              `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`,
          );
}
