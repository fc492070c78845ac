import type { runtime } from "@pulumi/pulumi";

/** Where the mock account is. */
export interface Place {
    /** @default "aws" */
    partition: string;
    /** @default "us-east-1" */
    region: string;
}

/** The account of every mock ARN. */
export const ACCOUNT = "111122223333";

interface NamedType {
    /** Longest name that AWS accepts. */
    readonly maximum: number;
    readonly arn: (place: Place, name: string) => string;
    readonly url?: (place: Place, name: string) => string;
}

/** Types whose names Pulumi makes: the logical name, a dash and seven random digits. Limits are those of the AWS APIs that create them. */
const NAMED: Readonly<Record<string, NamedType>> = {
    "aws:cloudwatch/eventRule:EventRule": { maximum: 64, arn: (place, name) => regional(place, "events", `rule/${name}`) },
    "aws:cloudwatch/metricAlarm:MetricAlarm": { maximum: 255, arn: (place, name) => regional(place, "cloudwatch", `alarm:${name}`) },
    "aws:cloudwatch/logGroup:LogGroup": { maximum: 512, arn: (place, name) => regional(place, "logs", `log-group:${name}`) },
    "aws:dynamodb/table:Table": { maximum: 255, arn: (place, name) => regional(place, "dynamodb", `table/${name}`) },
    "aws:iam/role:Role": { maximum: 64, arn: ({ partition }, name) => `arn:${partition}:iam::${ACCOUNT}:role/${name}` },
    "aws:iam/rolePolicy:RolePolicy": { maximum: 128, arn: () => "" },
    "aws:kms/key:Key": { maximum: Number.POSITIVE_INFINITY, arn: (place, name) => regional(place, "kms", `key/${name}`) },
    "aws:lambda/function:Function": { maximum: 64, arn: (place, name) => regional(place, "lambda", `function:${name}`) },
    "aws:sns/topic:Topic": { maximum: 256, arn: (place, name) => regional(place, "sns", name) },
    "aws:sqs/queue:Queue": {
        maximum: 80,
        arn: (place, name) => regional(place, "sqs", name),
        url: ({ region }, name) => `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${name}`,
    },
};

function regional({ partition, region }: Place, service: string, resource: string): string {
    return `arn:${partition}:${service}:${region}:${ACCOUNT}:${resource}`;
}

/** The name that Pulumi gives to a resource without one, with digits that are always the same. */
export function autoname(logicalName: string): string {
    return `${logicalName}-0a1b2c3`;
}

/**
 * Answers registrations as AWS does: names, ARNs and URLs. In preview none of them is known.
 *
 * @throws for a name that is longer than AWS accepts
 */
export function mockAws(preview: boolean, { partition = "aws", region = "us-east-1" }: Partial<Place> = {}): runtime.Mocks["newResource"] {
    const place = { partition, region };
    return ({ type, name: logicalName, inputs, custom }) => {
        const named = NAMED[type];
        const state: Record<string, unknown> = { ...inputs };
        if (named !== undefined) {
            const name = String(inputs.name ?? (inputs.namePrefix === undefined ? autoname(logicalName) : `${inputs.namePrefix}0a1b2c3`));
            if (name.length > named.maximum) {
                throw new Error(`${type}: the name "${name}" is longer than ${named.maximum} characters`);
            }
            if (!preview) {
                state.name = name;
                state.arn = named.arn(place, name);
                state.url = named.url?.(place, name);
            }
        }
        return { id: preview || !custom ? "" : `${logicalName}-id`, state };
    };
}
