import assert from "node:assert/strict";
import {
    AddTagsCommand,
    DeleteTagsCommand,
    ListEndpointsCommand,
    ListModelPackagesCommand,
    type ListModelPackagesCommandInput,
    ListNotebookInstancesCommand,
    ListTagsCommand,
    ListTrainingJobsCommand,
    type ListTrainingJobsRequest,
    ListTransformJobsCommand,
} from "@aws-sdk/client-sagemaker";
import type { Kind } from "../../../catalog";
import { ARN, CREATED, type LocalAccount, startSageMaker, thrown } from "./shared/sageMaker";

describe("the local SageMaker's lists", () => {
    let account: LocalAccount;
    beforeEach(async () => {
        account = await startSageMaker();
    });
    afterEach(() => account.close());

    const create = (kind: Kind, input: Record<string, unknown>) =>
        account.sageMaker.perform({ operation: `Create${kind}`, kind, act: "create" }, input, "test");
    /** Makes jobs a minute apart: each is further than the next. */
    const train = async (...names: string[]) => {
        for (const name of names) {
            create("TrainingJob", { TrainingJobName: name });
            await account.clock.run(account.clock.now() + 60_000);
        }
    };
    const names = async (input: ListTrainingJobsRequest = {}) =>
        (await account.client.send(new ListTrainingJobsCommand(input))).TrainingJobSummaries!.map(({ TrainingJobName: name }) => name);
    const minute = (minutes: number) => new Date(CREATED + minutes * 60_000);

    it("answers ten unless asked for another number, and goes on where a page ended although the list changes", async () => {
        const all = Array.from({ length: 12 }, (_, index) => `job-${String(index).padStart(2, "0")}`);
        await train(...all);
        assert.deepEqual(await names(), all.slice(0, 10));
        const first = await account.client.send(new ListTrainingJobsCommand({ MaxResults: 5, SortBy: "Name", SortOrder: "Descending" }));
        create("TrainingJob", { TrainingJobName: "job-99" });
        const next = { MaxResults: 5, SortBy: "Name", SortOrder: "Descending" } as const;
        const rest = await names({ ...next, NextToken: first.NextToken });
        assert.deepEqual(
            [first.TrainingJobSummaries!.map(({ TrainingJobName: name }) => name), rest],
            [all.slice(7).reverse(), all.slice(2, 7).reverse()],
        );
        assert.equal((await account.client.send(new ListTrainingJobsCommand({ MaxResults: 100 }))).NextToken, undefined);
    });

    it("filters by name, status and times, and leaves out what is gone", async () => {
        await train("a-1", "b-1", "b-2");
        assert.deepEqual(await names({ NameContains: "b-" }), ["b-1", "b-2"]);
        assert.deepEqual(await names({ CreationTimeAfter: minute(0), CreationTimeBefore: minute(2) }), ["b-1"]);
        await account.clock.run();
        create("TrainingJob", { TrainingJobName: "c-1" });
        assert.deepEqual(await names({ StatusEquals: "InProgress" }), ["c-1"]);
        assert.deepEqual(await names({ StatusEquals: "Completed", LastModifiedTimeAfter: minute(12) }), ["b-1", "b-2"]);
        account.sageMaker.perform({ operation: "DeleteTrainingJob", kind: "TrainingJob", act: "delete" }, { TrainingJobName: "a-1" }, "test");
        await account.clock.run();
        assert.deepEqual(await names(), ["b-1", "b-2", "c-1"]);
    });

    it("has the fields of a summary and no others", async () => {
        await train("a");
        const { TrainingJobSummaries } = await account.client.send(new ListTrainingJobsCommand({}));
        assert.deepEqual(TrainingJobSummaries, [
            {
                TrainingJobName: "a",
                TrainingJobArn: `${ARN}training-job/a`,
                TrainingJobStatus: "InProgress",
                SecondaryStatus: "Downloading",
                CreationTime: minute(0),
                LastModifiedTime: minute(1),
            },
        ]);
        create("TransformJob", { TransformJobName: "t" });
        const [transform] = (await account.client.send(new ListTransformJobsCommand({}))).TransformJobSummaries!;
        assert.deepEqual(transform!.LastModifiedTime, minute(1));
    });

    it("sorts as the API reference says by default: endpoints newest first, notebooks by name", async () => {
        for (const name of ["b", "c", "a"]) {
            create("Endpoint", { EndpointName: name });
            create("NotebookInstance", { NotebookInstanceName: name });
            await account.clock.run(account.clock.now() + 1000);
        }
        const endpoints = (await account.client.send(new ListEndpointsCommand({}))).Endpoints!;
        const notebooks = (await account.client.send(new ListNotebookInstancesCommand({}))).NotebookInstances!;
        assert.deepEqual(
            [endpoints.map(({ EndpointName: name }) => name), notebooks.map(({ NotebookInstanceName: name }) => name)],
            [
                ["a", "c", "b"],
                ["a", "b", "c"],
            ],
        );
        assert.deepEqual([endpoints[0]!.EndpointStatus], ["Creating"]);
    });

    it("lists packages without a version unless asked for a type or a group", async () => {
        create("ModelPackage", { ModelPackageName: "lonely" });
        create("ModelPackage", { ModelPackageGroupName: "churn" });
        create("ModelPackage", { ModelPackageGroupName: "churn", ModelApprovalStatus: "Approved" });
        create("ModelPackage", { ModelPackageGroupName: "fraud" });
        const listed = async (input: ListModelPackagesCommandInput) =>
            (await account.client.send(new ListModelPackagesCommand(input))).ModelPackageSummaryList!.map(({ ModelPackageArn: arn }) =>
                arn!.slice(`${ARN}model-package/`.length),
            );
        assert.deepEqual(await listed({}), ["lonely"]);
        assert.deepEqual(await listed({ ModelPackageType: "Versioned" }), ["churn/1", "churn/2", "fraud/1"]);
        assert.deepEqual(await listed({ ModelPackageType: "Both" }), ["churn/1", "churn/2", "fraud/1", "lonely"]);
        assert.deepEqual(await listed({ ModelPackageGroupName: "churn" }), ["churn/1", "churn/2"]);
        assert.deepEqual(await listed({ ModelPackageGroupName: "churn", ModelApprovalStatus: "Approved" }), ["churn/2"]);
    });

    const REFUSED: readonly [ListTrainingJobsRequest, string][] = [
        [
            { MaxResults: 0 },
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ],
        [
            { MaxResults: 101 },
            "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
        ],
        [
            { StatusEquals: "Done" as "Completed", SortOrder: "Up" as "Ascending" },
            "2 validation errors detected: Value 'Up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [Ascending, Descending]; " +
                "Value 'Done' at 'statusEquals' failed to satisfy constraint: Member must satisfy enum value set: " +
                "[InProgress, Stopping, Completed, Failed, Stopped, Deleting]",
        ],
        [{ NextToken: "no token" }, "Invalid NextToken: no token"],
    ];
    for (const [input, message] of REFUSED) {
        it(`refuses ${JSON.stringify(input)}`, async () => {
            const error = await thrown(names(input));
            assert.deepEqual([error.name, error.message], ["ValidationException", message]);
        });
    }

    it("asks IAM for a list without a resource, and for tags with one", async () => {
        const asked: unknown[] = [];
        account.endpoint.authorize = ({ action, resourceArn }) => void asked.push([action, resourceArn]);
        await train("a");
        await names();
        await account.client.send(new ListTagsCommand({ ResourceArn: `${ARN}training-job/a` }));
        assert.deepEqual(asked, [
            ["sagemaker:ListTrainingJobs", undefined],
            ["sagemaker:ListTags", `${ARN}training-job/a`],
        ]);
    });

    it("lists, adds and deletes tags by ARN, and does not know ARNs of nothing", async () => {
        const ResourceArn = `${ARN}endpoint/live`;
        create("Endpoint", { EndpointName: "Live", Tags: [{ Key: "owner", Value: "sam" }] });
        const tags = async () => (await account.client.send(new ListTagsCommand({ ResourceArn }))).Tags;
        await account.client.send(
            new AddTagsCommand({
                ResourceArn,
                Tags: [
                    { Key: "owner", Value: "dana" },
                    { Key: "team", Value: "payments" },
                ],
            }),
        );
        assert.deepEqual(await tags(), [
            { Key: "owner", Value: "dana" },
            { Key: "team", Value: "payments" },
        ]);
        await account.client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ["owner"] }));
        assert.deepEqual(await tags(), [{ Key: "team", Value: "payments" }]);
        const missing = await thrown(account.client.send(new ListTagsCommand({ ResourceArn: `${ARN}endpoint/other` })));
        assert.equal(missing.message, `Could not find endpoint "${ARN}endpoint/other".`);
        assert.match(
            (await thrown(account.client.send(new ListTagsCommand({ ResourceArn: "x" })))).message,
            /^1 validation error detected: Value 'x'/,
        );
    });
});
