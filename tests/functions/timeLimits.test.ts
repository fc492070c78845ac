import * as assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

import { type Handler, KINDS } from "../../catalog";
import { notify } from "../../functions";
import { PackagedHandler } from "../support/packaged";
import { LoopbackAws } from "./shared/loopbackAws";
import { SAMPLES } from "./shared/samples";

type Sdk = typeof import("../../functions/sdk");

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 100000\r\n\r\n{";

/** How a server behaves that takes connections and never answers, or never to the end. */
const SERVERS: Record<string, (socket: Socket) => void> = {
    "never answers": () => {},
    "sends a header byte by byte": (socket) => drip(socket, [...HEAD]),
    "sends a body byte by byte": (socket) => drip(socket, [HEAD, ..." ".repeat(100_000)]),
};

function drip(socket: Socket, parts: readonly string[]): void {
    let next = 0;
    const timer = setInterval(() => socket.write(parts[next++] ?? ""), 50);
    socket.on("close", () => clearInterval(timer));
}

class SilentAws {
    connections = 0;
    readonly open = new Set<Socket>();
    private server: Server | undefined;

    constructor(private readonly behave: (socket: Socket) => void) {}

    async start(): Promise<string> {
        this.server = createServer((socket) => {
            this.connections++;
            this.open.add(socket);
            socket.on("error", () => {});
            socket.on("close", () => this.open.delete(socket));
            socket.once("data", () => this.behave(socket));
        });
        await new Promise<void>((resolve) => this.server!.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async stop(): Promise<void> {
        this.open.forEach((socket) => socket.destroy());
        await new Promise((resolve) => this.server!.close(resolve));
    }
}

const CONFIG = { region: "us-east-1", credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" } };

/** A call of each client that functions have. */
const CALLS: Record<string, (sdk: Sdk, endpoint: string) => Promise<unknown>> = {
    "CloudWatch Logs": ({ CloudWatchLogsClient, DescribeLogStreamsCommand }, endpoint) =>
        new CloudWatchLogsClient({ ...CONFIG, endpoint }).send(new DescribeLogStreamsCommand({ logGroupName: "/aws/sagemaker/TrainingJobs" })),
    DynamoDB: ({ DynamoDBClient, GetItemCommand }, endpoint) =>
        new DynamoDBClient({ ...CONFIG, endpoint }).send(new GetItemCommand({ TableName: "jobs", Key: { id: { S: "one" } } })),
    SageMaker: ({ SageMakerClient, DescribeTrainingJobCommand }, endpoint) =>
        new SageMakerClient({ ...CONFIG, endpoint }).send(new DescribeTrainingJobCommand({ TrainingJobName: "nightly" })),
    SNS: ({ SNSClient, PublishCommand }, endpoint) =>
        new SNSClient({ ...CONFIG, endpoint }).send(new PublishCommand({ TopicArn: "arn:aws:sns:us-east-1:111122223333:jobs", Message: "done" })),
    SQS: ({ SQSClient, SendMessageCommand }, endpoint) =>
        new SQSClient({ ...CONFIG, endpoint }).send(new SendMessageCommand({ QueueUrl: `${endpoint}/111122223333/jobs`, MessageBody: "done" })),
};

const sdk = require("#sdk") as Sdk;

async function failureOf(call: Promise<unknown>): Promise<{ name: string; message: string; ms: number }> {
    const start = Date.now();
    const error = await call.then(
        () => assert.fail("it answered"),
        (thrown: Error) => thrown,
    );
    return { name: error.name, message: error.message, ms: Date.now() - start };
}

describe("the time limits of the SDK's clients", () => {
    it("are on every client that functions have", () => {
        assert.deepEqual(
            Object.keys(sdk)
                .filter((name) => name.endsWith("Client"))
                .sort(),
            Object.keys(CALLS)
                .map((service) => `${service.replace(" ", "")}Client`)
                .sort(),
        );
    });

    for (const [behaviour, behave] of Object.entries(SERVERS)) {
        for (const [service, call] of Object.entries(CALLS)) {
            it(`end a call of ${service} before the function's end, with the connection closed, where the server ${behaviour}`, async () => {
                const aws = new SilentAws(behave);
                const endpoint = await aws.start();
                try {
                    sdk.limitCalls(1000);
                    const { name, message, ms } = await failureOf(call(sdk, endpoint));
                    assert.equal(name, "TimeoutError");
                    assert.match(message, new RegExp(`^${service} gave no complete answer within [1-9]\\d{0,2} ms$`));
                    // A busy machine runs a timer late. Without the limit the call would never end.
                    assert.ok(ms < 10_000, `${ms} ms`);
                    assert.equal(aws.connections, 1);
                    for (let wait = 0; aws.open.size > 0 && wait < 50; wait++) {
                        await new Promise((resolve) => setTimeout(resolve, 10));
                    }
                    assert.equal(aws.open.size, 0);
                } finally {
                    sdk.limitCalls(Infinity);
                    await aws.stop();
                }
            });
        }
    }

    it("end a call after 15 seconds at the latest, however much time the function has, and try again meanwhile", async () => {
        const silent = new SilentAws(SERVERS["never answers"]!);
        const dripping = new SilentAws(SERVERS["sends a body byte by byte"]!);
        const endpoints = [await silent.start(), await dripping.start()];
        try {
            sdk.limitCalls(900_000);
            const { "CloudWatch Logs": readLog, ...others } = CALLS;
            const logged = endpoints.map((endpoint) => failureOf(readLog!(sdk, endpoint)));
            const failures = await Promise.all(endpoints.flatMap((endpoint) => Object.values(others).map((call) => failureOf(call(sdk, endpoint)))));
            for (const { name, ms } of failures) {
                assert.equal(name, "TimeoutError");
                assert.ok(ms > 14_000 && ms < 30_000, `${ms} ms`);
            }
            // A message does not wait for a log.
            for (const { name, ms } of await Promise.all(logged)) {
                assert.equal(name, "TimeoutError");
                assert.ok(ms > 2000 && ms < 10_000, `${ms} ms`);
            }
            assert.equal(silent.connections, 3 * Object.keys(others).length + 2);
        } finally {
            sdk.limitCalls(Infinity);
            await Promise.all([silent.stop(), dripping.stop()]);
        }
    });

    it("leave an answer alone that is complete in time", async () => {
        const aws = new SilentAws((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n\r\n{}"));
        try {
            const endpoint = await aws.start();
            const answer = await CALLS.SageMaker!(sdk, endpoint);
            assert.equal((answer as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode, 200);
        } finally {
            await aws.stop();
        }
    });

    const { event } = SAMPLES.find(({ file }) => file === "TrainingJob.failed.json")!;
    for (const [behaviour, behave] of Object.entries(SERVERS)) {
        it(`make a packaged function fail in time, so that Lambda tries again, where the server ${behaviour}`, async () => {
            const aws = new SilentAws(behave);
            const endpoint = await aws.start();
            const packaged = await PackagedHandler.of(notify(KINDS.TrainingJob) as unknown as Handler, KINDS.TrainingJob);
            try {
                const [result, again] = await packaged.run(
                    [event, event],
                    {
                        AWS_REGION: "us-east-1",
                        AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
                        AWS_SECRET_ACCESS_KEY: "example",
                        AWS_ENDPOINT_URL: endpoint,
                        AWS_LAMBDA_FUNCTION_NAME: "job-status-function-1a2b3c4",
                        LEDGER_TABLE: "job-status-ledger-1a2b3c4",
                        TOPIC_ARN: "arn:aws:sns:us-east-1:111122223333:jobs",
                    },
                    1500,
                );
                for (const each of [result, again]) {
                    assert.match((each as { error: string }).error, /^TimeoutError: DynamoDB gave no complete answer within 1?\d{3} ms$/);
                }
            } finally {
                packaged.remove();
                await aws.stop();
            }
        });
    }

    for (const [silent, file] of [
        ["SNS", "TrainingJob.failed.json"],
        ["SageMaker", "LabelingJob.failed.json"],
    ] as const) {
        it(`allow the ledger to release its claim where ${silent} never answers`, async () => {
            const { kind, row, event } = SAMPLES.find((sample) => sample.file === file)!;
            const aws = new LoopbackAws(() => assert.fail("answered"), silent);
            const packaged = await PackagedHandler.of(notify(KINDS[kind]) as unknown as Handler, row);
            try {
                const [result] = await packaged.run([event], await aws.start(), 1500);
                assert.match((result as { error: string }).error, new RegExp(`^TimeoutError: ${silent} gave no complete answer within 1?\\d{3} ms$`));
                assert.match(aws.ledger[0]!, /^PutItem /);
                assert.match(aws.ledger.at(-1)!, /^UpdateItem .*\{"S":"Released"\}/);
            } finally {
                packaged.remove();
                await aws.stop();
            }
        });
    }
});
