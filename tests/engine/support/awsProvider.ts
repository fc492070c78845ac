import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { invoke } from "../../../local/engine/awsInvokes";
import { create, derived, type ProviderContext } from "../../../local/engine/awsProvider";
import { AWS_TYPES } from "../../../local/engine/awsTypes";
import { LOCAL_ACCOUNT, type Props, UNKNOWN } from "../../../local/engine/graph";
import { SecretMask, unwrap, wrap } from "../../../local/engine/wire";
import { type Account, AccountStore, type Fault } from "./accountStore";
import { declaredInputFailures, type InputFailure } from "./declaredInputs";

const plugins = require("@pulumi/pulumi/proto/plugin_pb") as typeof import("@pulumi/pulumi/proto/plugin_pb");
const messages = require("@pulumi/pulumi/proto/provider_pb") as typeof import("@pulumi/pulumi/proto/provider_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb") as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const QUEUE = "aws:sqs/queue:Queue";
const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

/** Most targets of a rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const TARGETS_PER_RULE = 5;

/** Ranges that the real provider checks before it asks AWS. */
const RANGES: readonly [type: string, path: readonly string[], minimum: number, maximum: number][] = [
    [TARGET, ["retryPolicy", "maximumRetryAttempts"], 0, 185],
    [TARGET, ["retryPolicy", "maximumEventAgeInSeconds"], 60, 86_400],
    [INVOKE_CONFIG, ["maximumRetryAttempts"], 0, 2],
    [INVOKE_CONFIG, ["maximumEventAgeInSeconds"], 60, 21_600],
];

/** Inputs whose change makes another resource, besides the name. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
    [RULE]: ["eventBusName"],
    [TARGET]: ["rule", "eventBusName", "targetId"],
    [QUEUE_POLICY]: ["queueUrl"],
    "aws:iam/rolePolicy:RolePolicy": ["role"],
    "aws:iam/role:Role": ["path"],
    "aws:lambda/permission:Permission": ["action", "function", "principal", "sourceArn", "statementId"],
    [INVOKE_CONFIG]: ["functionName", "qualifier"],
    "aws:sns/topicSubscription:TopicSubscription": ["topic", "protocol", "endpoint"],
    "aws:dynamodb/table:Table": ["hashKey", "rangeKey"],
};

const store = new AccountStore(process.env.TEST_AWS_ACCOUNT_FILE ?? "");
const mask = new SecretMask();
let region = "us-east-1";

const plain = (struct: Struct | undefined): Props => unwrap(struct, mask).props;
const nameOf = (urn: string): string => urn.split("::").at(-1)!;
const typeOf = (urn: string): string => urn.split("::")[2]!.split("$").at(-1)!;
const context = (preview: boolean): ProviderContext => ({
    mode: preview ? "preview" : "update",
    region,
    account: LOCAL_ACCOUNT,
    program: __dirname,
});

const namingProperty = (type: string): string | undefined => AWS_TYPES[type]?.naming?.property;

/** What only AWS can refuse, once it is asked. */
function refusal({ resources }: Account, type: string, inputs: Props): string | undefined {
    const all = Object.values(resources);
    const naming = namingProperty(type);
    const name = naming === undefined ? undefined : inputs[naming];
    const bus = (props: Props) => props.eventBusName ?? "default";
    if (name !== undefined && all.some((other) => other.type === type && other.inputs[naming!] === name && bus(other.inputs) === bus(inputs))) {
        return `ResourceAlreadyExistsException: ${type.split(":").at(-1)} ${JSON.stringify(name)} already exists`;
    }
    if (type === QUEUE_POLICY && !all.some((other) => other.type === QUEUE && other.outputs.url === inputs.queueUrl)) {
        return `AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist: ${String(inputs.queueUrl)}`;
    }
    if (type === TARGET) {
        if (!all.some((other) => other.type === RULE && other.outputs.name === inputs.rule && bus(other.outputs) === bus(inputs))) {
            return `ResourceNotFoundException: Rule ${String(inputs.rule)} does not exist on EventBus ${String(bus(inputs))}.`;
        }
        const siblings = all.filter((other) => other.type === TARGET && other.inputs.rule === inputs.rule && bus(other.inputs) === bus(inputs));
        if (siblings.length >= TARGETS_PER_RULE) {
            return `LimitExceededException: The requested resource exceeds the maximum number allowed: ${TARGETS_PER_RULE} targets for a rule.`;
        }
    }
    return undefined;
}

function rangeFailures(type: string, inputs: Props): InputFailure[] {
    return RANGES.flatMap(([of, path, minimum, maximum]) => {
        const value = path.reduce<unknown>((props, key) => (props as Props | undefined)?.[key], inputs);
        const fits = of !== type || value === undefined || value === UNKNOWN || (Number(value) >= minimum && Number(value) <= maximum);
        return fits ? [] : [{ property: path.join("."), reason: `must be from ${minimum} to ${maximum}, got ${JSON.stringify(value)}` }];
    });
}

/** The inputs with the name that the provider makes up: the resource's own with seven digits, kept from one update to the next. */
function named(type: string, urn: string, seed: string, news: Props, olds: Props | undefined): Props {
    const property = namingProperty(type);
    if (property === undefined || news[property] !== undefined || news[`${property}Prefix`] !== undefined) {
        return news;
    }
    const suffix = AWS_TYPES[type]!.naming!.suffix?.(news) ?? "";
    return { ...news, [property]: olds?.[property] ?? `${nameOf(urn)}-${derived(urn + seed, 7)}${suffix}` };
}

function fail(message: string): never {
    throw Object.assign(new Error(message), { code: grpc.status.UNKNOWN });
}

/** Fails if the test wants this operation to fail, and else notes it. */
function begin(operation: Fault["operation"], urn: string): void {
    const fault = store.takeFault(urn, operation);
    if (fault !== undefined) {
        fail(fault);
    }
    store.change((account) => account.log.push(`${operation} ${nameOf(urn)}`));
}

type Answer<Request, Response> = (request: Request) => Response;

function unary<Request, Response>(answer: Answer<Request, Response>): grpc.handleUnaryCall<Request, Response> {
    return ({ request }, callback) => {
        try {
            callback(null, answer(request));
        } catch (error) {
            callback({ code: grpc.status.UNKNOWN, message: error instanceof Error ? error.message : String(error) });
        }
    };
}

const service: Record<string, grpc.handleUnaryCall<never, unknown>> = {
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion((require("@pulumi/aws/package.json") as { version: string }).version)),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: InstanceType<typeof messages.CheckRequest>) => new messages.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() => new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: unary((request: InstanceType<typeof messages.ConfigureRequest>) => {
        region = String(plain(request.getArgs()).region ?? region);
        return new messages.ConfigureResponse().setSupportspreview(true);
    }),
    invoke: unary((request: InstanceType<typeof messages.InvokeRequest>) =>
        new messages.InvokeResponse().setReturn(wrap(invoke(request.getTok(), plain(request.getArgs()), context(false)))),
    ),
    check: unary((request: InstanceType<typeof messages.CheckRequest>) => {
        const type = typeOf(request.getUrn());
        const given = plain(request.getNews());
        const failures = [...declaredInputFailures(type, given), ...rangeFailures(type, given)].map(({ property, reason }) => {
            const failure = new messages.CheckFailure();
            failure.setProperty(property);
            failure.setReason(reason);
            return failure;
        });
        const olds = request.hasOlds() ? plain(request.getOlds()) : undefined;
        const inputs = named(type, request.getUrn(), request.getRandomseed_asB64(), given, olds);
        return new messages.CheckResponse().setInputs(wrap(inputs)).setFailuresList(failures);
    }),
    diff: unary((request: InstanceType<typeof messages.DiffRequest>) => {
        const [olds, news] = [plain(request.getOldInputs()), plain(request.getNews())];
        const ignored = request.getIgnorechangesList();
        const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
            (key) => !ignored.includes(key) && !isDeepStrictEqual(olds[key], news[key]),
        );
        const type = typeOf(request.getUrn());
        const replacing = [namingProperty(type), ...(REPLACING[type] ?? [])];
        const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
        return new messages.DiffResponse()
            .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
            .setDiffsList(changed)
            .setReplacesList(changed.filter((key) => replacing.includes(key)));
    }),
    create: unary((request: InstanceType<typeof messages.CreateRequest>) => {
        const urn = request.getUrn();
        const type = typeOf(urn);
        const inputs = plain(request.getProperties());
        const answer = create({ urn, type, name: nameOf(urn), inputs }, context(request.getPreview()));
        const { id: _, ...outputs } = answer.outputs;
        if (!request.getPreview()) {
            begin("create", urn);
            const refused = store.change((account) => {
                const problem = refusal(account, type, inputs);
                if (problem === undefined) {
                    account.resources[`${type} ${answer.id}`] = { type, id: answer.id, inputs, outputs };
                }
                return problem;
            });
            if (refused !== undefined) {
                fail(refused);
            }
        }
        const response = new messages.CreateResponse().setProperties(wrap(outputs));
        response.setId(answer.id);
        return response;
    }),
    update: unary((request: InstanceType<typeof messages.UpdateRequest>) => {
        const urn = request.getUrn();
        const type = typeOf(urn);
        const inputs = plain(request.getNews());
        const olds = plain(request.getOlds());
        const { id: _, ...made } = create({ urn, type, name: nameOf(urn), inputs }, context(request.getPreview())).outputs;
        // What AWS said when the resource was made stays: its ARN, its URL.
        const outputs = Object.fromEntries(Object.entries(made).map(([key, value]) => [key, key in inputs ? value : (olds[key] ?? value)]));
        if (!request.getPreview()) {
            begin("update", urn);
            store.change((account) => {
                account.resources[`${type} ${request.getId()}`] = { type, id: request.getId(), inputs, outputs };
            });
        }
        return new messages.UpdateResponse().setProperties(wrap(outputs));
    }),
    read: unary((request: InstanceType<typeof messages.ReadRequest>) => {
        const found = store.read().resources[`${typeOf(request.getUrn())} ${request.getId()}`];
        const response = new messages.ReadResponse();
        if (found !== undefined) {
            response.setId(found.id);
            response.setProperties(wrap(found.outputs));
            response.setInputs(wrap(found.inputs));
        }
        return response;
    }),
    delete: unary((request: InstanceType<typeof messages.DeleteRequest>) => {
        begin("delete", request.getUrn());
        store.change((account) => delete account.resources[`${typeOf(request.getUrn())} ${request.getId()}`]);
        return new Empty();
    }),
    cancel: unary(() => new Empty()),
    attach: unary(() => new Empty()),
};

/**
 * The AWS provider of the engine tests: checks inputs against the installed `@pulumi/aws`, plans with unknown outputs, and keeps an account in the
 * file that `TEST_AWS_ACCOUNT_FILE` names. It speaks the provider protocol itself, because the server of `@pulumi/pulumi/provider` cannot preview.
 */
export function serveProvider(): void {
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService as unknown as grpc.ServiceDefinition, service as unknown as grpc.UntypedServiceImplementation);
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error !== null) {
            throw error;
        }
        process.stdout.write(`${port}\n`);
    });
}
