import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { type Graph, runProgram } from "../../local/engine";
import { PROJECT, sampleEvent, sampleEventNames } from "../support/devStack";

const PLACES = [
    { partition: "aws-cn", region: "cn-north-1", suffix: "amazonaws.com.cn", host: "cn-north-1.console.amazonaws.cn" },
    { partition: "aws-us-gov", region: "us-gov-west-1", suffix: "amazonaws.com", host: "us-gov-west-1.console.amazonaws-us-gov.com" },
];

/** Every text in a value, policies and patterns in JSON included. */
function textsIn(value: unknown): string[] {
    if (typeof value === "string") {
        return [value];
    }
    return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]) : [];
}

/** Values of a key in all JSON texts, in alphabetical order and each once. */
function valuesOf(texts: readonly string[], key: string): string[] {
    const found = texts.flatMap((text) => [...text.matchAll(new RegExp(`"${key}":(\\[[^\\]]*\\]|"[^"]*")`, "g"))].map((match) => match[1]!));
    return [...new Set(found.flatMap((json) => JSON.parse(json) as string | string[]))].sort();
}

describe("the dev stack", () => {
    for (const { partition, region, suffix, host } of PLACES) {
        describe(`in ${region}`, () => {
            let graph: Graph;
            let inputs: string[];
            before(async () => {
                const config = { "aws:region": region, encryptionKey: "create" };
                ({ graph } = await runProgram({ program: PROJECT, stack: "dev", mode: "update", config }));
                inputs = graph.resources.flatMap((resource) => textsIn(resource.inputs));
            });

            it("names its own partition, Region and account in every ARN", () => {
                const arns = inputs.flatMap((text) => text.match(/arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:/g) ?? []);
                assert.deepEqual(
                    [...new Set(arns)].sort(),
                    [
                        ...["cloudwatch", "dynamodb", "events", "kms", "lambda", "logs", "sagemaker", "sns", "sqs"].map(
                            (service) => `arn:${partition}:${service}:${region}:111122223333:`,
                        ),
                        `arn:${partition}:iam::111122223333:`,
                    ].sort(),
                );
                assert.deepEqual(
                    inputs.filter((text) => text.includes("arn:aws:") || text.includes("us-east-1")),
                    [],
                );
            });

            it("names the services as they are called there", () => {
                assert.deepEqual(valuesOf(inputs, "Service"), [
                    "cloudwatch.amazonaws.com",
                    "events.amazonaws.com",
                    "lambda.amazonaws.com",
                    `logs.${region}.${suffix}`,
                    "sns.amazonaws.com",
                ]);
                assert.deepEqual(valuesOf(inputs, "kms:ViaService"), [
                    `dynamodb.${region}.${suffix}`,
                    `sns.${region}.${suffix}`,
                    `sqs.${region}.${suffix}`,
                ]);
                assert.deepEqual(
                    [...new Set(graph.resources.map(({ inputs: { principal } }) => principal).filter(Boolean))],
                    ["events.amazonaws.com"],
                );
            });

            it("handles every sample event of its Region and links to its console", async () => {
                const clock = new VirtualClock(Date.UTC(2026, 10, 23));
                const aws = await LocalAws.create({ graph, clock });
                try {
                    for (const name of sampleEventNames()) {
                        const text = JSON.stringify(sampleEvent(name)).replaceAll("arn:aws:", `arn:${partition}:`).replaceAll("us-east-1", region);
                        aws.putEvent(JSON.parse(text) as object);
                    }
                    await clock.run();
                    const { lost, findings, deliveries, notifications } = aws.results();
                    assert.deepEqual([lost, findings, [...new Set(deliveries.map(({ outcome }) => outcome))]], [0, [], ["handled"]]);
                    const links = notifications.flatMap(({ message }) => message.match(/https:\/\/[^/\s]+/g) ?? []);
                    assert.deepEqual([...new Set(links)], [`https://${host}`]);
                } finally {
                    await aws.close();
                }
            });
        });
    }
});

describe("the source of what is deployed", () => {
    const files = ["components", "functions"].flatMap((folder) =>
        (readdirSync(path.join(PROJECT, folder), { recursive: true }) as string[])
            .filter((file) => file.endsWith(".ts"))
            .map((file) => path.join(folder, file)),
    );

    it("has no partition, Region or account in it, not even in a message", () => {
        assert.ok(files.length > 20, "the source is found");
        const literal = /arn:aws|\b\d{12}\b|\b(us|eu|ap|sa|ca|cn|me|af|il)-(gov-)?(north|south|east|west|central)\w*-\d\b|amazonaws\.com/;
        /** Service principals, the two suffixes of endpoints and addresses in comments. */
        const allowed = /"(events|cloudwatch|sns|lambda)\.amazonaws\.com"|`events\.amazonaws\.com`|"amazonaws\.com(\.cn)?"|docs\.aws\.amazon/;
        const found = [...files, "index.ts", "config.ts", "settings.ts", "composition.ts"].flatMap((file) =>
            readFileSync(path.join(PROJECT, file), "utf8")
                .split("\n")
                .filter((line) => literal.test(line) && !allowed.test(line))
                .map((line) => `${file}: ${line.trim()}`),
        );
        assert.deepEqual(found, []);
    });
});
