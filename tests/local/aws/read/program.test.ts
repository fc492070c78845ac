import assert from "node:assert/strict";
import { changeProperties, removePermissions } from "../../../../local/aws/faults";
import type { Graph, Props } from "../../../../local/engine/graph";
import { functionArn, graphOf, policyOf, queueArn, resource, route, routeAlarms, ruleArn, topicArn } from "../support/graphBuilder";
import { jobEvent, play } from "../support/play";

const TARGET = { type: "aws:cloudwatch/eventTarget:EventTarget" };
const THROWS = `exports.handler = async () => { throw new Error("broken"); };`;
const refusals = ({ findings }: { findings: { kind: string; subject: string; message: string }[] }) =>
    findings.filter(({ kind }) => kind === "refused").map(({ subject, message }) => [subject.split("::").at(-1), message]);

describe("a policy that a resource was not given", () => {
    const failing = (props: Props): Graph =>
        changeProperties(graphOf(route({ source: THROWS }), routeAlarms()), { type: "aws:sns/topic:Topic" }, props);

    it("is SNS's default for a topic, whether the property is absent or empty, and nothing where the policy is invalid", async () => {
        const outcomes = async (policy: unknown) => (await play(failing({ policy }))).deliveries.map(({ outcome }) => outcome);
        assert.deepEqual(await outcomes(undefined), ["dead-lettered"]);
        assert.deepEqual(await outcomes(""), ["dead-lettered"]);
        assert.deepEqual(await outcomes(`{"Statement": "none"}`), ["lost"]);
    });

    it("is none for a queue, so that services may not write", async () => {
        for (const policy of [undefined, ""]) {
            const graph = removePermissions(graphOf(route().filter(({ name }) => name !== "undelivered-policy")), "handler");
            const { deliveries } = await play(changeProperties(graph, { type: "aws:sqs/queue:Queue", name: "undelivered" }, { policy }));
            assert.match(deliveries[0]?.reason ?? "", /there is no resource policy\.$/);
        }
    });

    it("is the account's for a key, and nothing where the policy is invalid", async () => {
        const decision = async (policy: unknown) => {
            const key = resource("aws:kms/key:Key", "mine", { policy });
            const arn = "arn:aws:kms:us-east-1:111122223333:key/mine";
            const statements = [{ Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: arn }];
            const graph = graphOf(route({ source: THROWS, failureQueue: { kmsMasterKeyId: "mine" }, statements }), routeAlarms(), key);
            return (await play(graph)).apiCalls.map(({ decision: made }) => made);
        };
        assert.deepEqual(await decision(undefined), ["allow"]);
        assert.deepEqual(await decision(""), ["allow"]);
        assert.deepEqual(await decision(`{"Statement": "none"}`), ["implicitDeny"]);
    });

    it("takes the place of an empty one in a resource for it", async () => {
        const empty = resource("aws:sns/topicPolicy:TopicPolicy", "empty", { arn: topicArn("alarms"), policy: "" });
        const allow = policyOf({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: topicArn("alarms") });
        const graph = changeProperties(graphOf(route({ source: THROWS }), routeAlarms(), empty), { type: "aws:sns/topic:Topic" }, { policy: allow });
        assert.equal((await play(graph)).deliveries[0]?.outcome, "dead-lettered");
    });
});

describe("a target that EventBridge refuses", () => {
    for (const [what, props, message] of [
        ["with two inputs", { input: "{}", inputPath: "$.detail" }, "A target must have at most one of input, inputPath and inputTransformer"],
        [
            "with an unknown placeholder",
            { inputTransformer: { inputPaths: { job: "$.detail.name" }, inputTemplate: `"<name> of <job> by <aws.events.rule-name>"` } },
            "The inputTemplate has the placeholder <name>, which inputPaths does not define",
        ],
        [
            "with a template that gives no JSON",
            { inputTransformer: { inputPaths: { job: "$.detail.name" }, inputTemplate: "job <job> failed" } },
            'The inputTemplate gives no JSON, which targets of the service "lambda" need',
        ],
        ["with an input that is no JSON", { input: "failed" }, "The input is no JSON"],
    ] as const) {
        it(`${what} is a finding and gets nothing`, async () => {
            const result = await play(changeProperties(graphOf(route()), TARGET, { ...props }));
            assert.deepEqual(refusals(result), [["jobs-target", message]]);
            assert.deepEqual([result.deliveries, result.events[0]?.matched], [[], ["jobs"]]);
        });
    }
});

describe("two resources with one name", () => {
    it("are one alarm, rule or target: the second, which is a finding", async () => {
        const rule = resource("aws:cloudwatch/eventRule:EventRule", "second-rule", {
            name: "jobs",
            arn: ruleArn("jobs"),
            eventPattern: `{"source": ["test.other"]}`,
        });
        const target = (name: string, queue: string) =>
            resource("aws:cloudwatch/eventTarget:EventTarget", name, { rule: "jobs", targetId: "send", arn: queueArn(queue) });
        const alarm = routeAlarms().find(({ name }) => name === "undelivered-depth")!;
        const again = { ...alarm, name: "again", urn: `${alarm.urn}-again`, outputs: { ...alarm.outputs, threshold: 5 } };
        const result = await play(
            graphOf(route(), rule, target("first", "failed"), target("second", "undelivered"), alarm, again),
            (aws) => void aws.putEvent(jobEvent("event-1", { source: "test.other" })),
        );
        assert.deepEqual(refusals(result), [
            ["jobs", `Rule "second-rule" has the name of "jobs": the second one replaces the first`],
            ["first", `Target "second" has the targetId of "first": the second one replaces the first`],
            ["undelivered-depth", `Alarm "again" has the name of "undelivered-depth": the second one replaces the first`],
        ]);
        assert.deepEqual(
            result.deliveries.map(({ targetId, target: name }) => [targetId, name]),
            [
                ["handler", "handler"],
                ["send", "undelivered"],
            ],
        );
        assert.equal(result.alarms.length, 1);
    });

    it("are one queue, topic or function: the first, and the second is refused", async () => {
        const double = (type: string, name: string, arn: string, props: Props = {}) => resource(type, `second-${name}`, { name, arn, ...props });
        const result = await play(
            graphOf(
                route(),
                double("aws:sqs/queue:Queue", "failed", queueArn("failed")),
                double("aws:sns/topic:Topic", "alarms", topicArn("alarms")),
                double("aws:lambda/function:Function", "handler", functionArn("handler")),
            ),
        );
        assert.deepEqual(
            refusals(result).map(([subject, message]) => [subject, message?.split(": ")[1]]),
            ["failed", "alarms", "handler"].map((name) => [`second-${name}`, "AWS refuses the second one"]),
        );
        assert.equal(result.deliveries[0]?.outcome, "handled");
    });

    it("are of one function: the first alias and permission, and the second invoke config", async () => {
        const of = (type: string, name: string, props: Props) => resource(`aws:lambda/${type}`, name, { ...props });
        const alias = (name: string, functionName: string) => of("alias:Alias", name, { name: "live", functionName });
        const permission = (name: string, props: Props) =>
            of("permission:Permission", name, {
                action: "lambda:InvokeFunction",
                principal: "events.amazonaws.com",
                statementId: "events",
                ...props,
            });
        const config = (name: string, props: Props) => of("functionEventInvokeConfig:FunctionEventInvokeConfig", name, props);
        const result = await play(
            graphOf(
                route(),
                alias("live", "handler"),
                alias("live-again", functionArn("handler")),
                permission("events", { function: "handler" }),
                permission("events-again", { function: functionArn("handler") }),
                permission("events-live", { function: "handler", qualifier: "live" }),
                config("retries", { functionName: "handler", qualifier: "live" }),
                config("retries-again", { functionName: `${functionArn("handler")}:live` }),
            ),
        );
        assert.deepEqual(refusals(result), [
            ["live-again", `Alias "live-again" has the name of "live": AWS refuses the second one`],
            ["events-again", `Permission "events-again" has the statementId of "events": AWS refuses the second one`],
            ["retries", `Invoke config "retries-again" has the function of "retries": the second one replaces the first`],
        ]);
    });
});

describe("a published version", () => {
    it("can be called by its ARN, with its own permission and its own destination", async () => {
        const arn = `${functionArn("handler")}:1`;
        const published = { publish: true, version: "1" };
        const permission = resource("aws:lambda/permission:Permission", "one", {
            action: "lambda:InvokeFunction",
            function: "handler",
            qualifier: "1",
            principal: "events.amazonaws.com",
            sourceArn: ruleArn("jobs"),
        });
        const config = resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "of-one", {
            functionName: "handler",
            qualifier: "1",
            maximumRetryAttempts: 0,
            destinationConfig: { onFailure: { destination: queueArn("failed") } },
        });
        const graph = graphOf(
            changeProperties(graphOf(route({ source: THROWS, function: published, invokeConfig: { destinationConfig: undefined } })), TARGET, { arn })
                .resources,
            permission,
            config,
        );
        const { deadLetters, invocations } = await play(graph);
        const { requestContext, responseContext } = JSON.parse(deadLetters[0]?.body ?? "{}");
        assert.deepEqual([invocations.length, requestContext.functionArn, responseContext.executedVersion], [1, arn, "1"]);
        const unpublished = await play(changeProperties(graph, { type: "aws:lambda/function:Function" }, { publish: false, version: "$LATEST" }));
        assert.equal(unpublished.deadLetters[0]?.attributes.ERROR_CODE, "NO_RESOURCE");
    });
});
