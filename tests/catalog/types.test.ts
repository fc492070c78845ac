import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as ts from "typescript";

/** Statements of a user's program, and the code of the compiler's error (2820: 2322 with "did you mean"); null where it compiles. */
const STATEMENTS: [statement: string, error: number | null][] = [
    [`const a: StatusOf<"TrainingJob"> = "Failed"`, null],
    [`const a: StatusOf<"Endpoint"> = "IN_SERVICE"`, null],
    [`const a: StatusOf<"Endpoint"> = "DELETED"`, null],
    [`const a: StatusOf<"NotebookInstance"> = "InService"`, null],
    [`const a: StatusOf<"LabelingJob">[] = ["Completed", "Failed", "Stopped"]`, null],
    [`const a: ApiStatusOf<"Endpoint"> = "InService"`, null],
    [`const a: ApiStatusOf<"Algorithm"> = "Completed"`, null],
    [`const a: StatusOf<Kind> = "UPDATE_ROLLBACK_FAILED"`, null],
    // An endpoint's event never says InService, and no other kind's status.
    [`const a: StatusOf<"Endpoint"> = "InService"`, 2820],
    [`const a: StatusOf<"TrainingJob"> = "InService"`, 2322],
    [`const a: StatusOf<"TrainingJob"> = "FAILED"`, 2820],
    [`const a: StatusOf<"ModelPackage"> = "Stopped"`, 2322],
    [`const a: ApiStatusOf<"Endpoint"> = "DELETED"`, 2322],
    // The API has these, events do not.
    [`const a: StatusOf<"LabelingJob"> = "InProgress"`, 2322],
    [`const a: StatusOf<"Algorithm"> = "Completed"`, 2322],
    [`const a: StatusOf<"Algorithm"> = "Failed"`, 2322],
    [`const a: Kind = "Pipeline"`, 2322],

    // The further kinds.
    [`const a: StatusOf<"Image"> = "CreateFailed"`, null],
    [`const a: StatusOf<"Image"> = "CREATE_FAILED"`, 2820],
    [`const a: ApiStatusOf<"Image"> = "CREATE_FAILED"`, null],
    [`const a: StatusOf<"EndpointDeployment"> = "UPDATING"`, null],
    [`const a: StatusOf<"EndpointDeployment"> = "Updating"`, 2322],
    [`const a: StatusOf<"HumanLoop"> = "InProgress"`, 2322],
    [`const a: StatusOf<"Model"> = "Created"`, 2322],
    [`const a: StatusOf<"MonitoringSchedule"> = "Failed"`, 2322],
    [`const a: ApiStatusOf<"MonitoringSchedule"> = "Failed"`, null],
    [`const a: StatusOf<"MlflowTrackingServer"> = "Create Failed"`, null],
    [`const a: AnyKind = "PipelineExecution"; const b: AnyKind = "TrainingJob"`, null],
    [`const a: Kind = "PipelineExecution"`, 2322],

    [`const a: WhereOf<"PipelineExecution"> = { pipelineArn: [{ suffix: "/nightly" }] }`, null],
    [`const a: WhereOf<"PipelineExecution"> = { currentPipelineExecutionStatus: ["Failed"] }`, 2561],
    [`const a: WhereOf<"HyperPodClusterNodeHealth"> = { HealthSummary: { RepairAction: ["Replace"] } }`, null],
    [`const a: WhereOf<"HyperPodClusterNodeHealth"> = { HealthSummary: { HealthStatus: ["Unhealthy"] } }`, 2353],
    [`const a: WhereOf<"LabelingJobTask"> = { State: ["Accepted"], "labeling-job-arn": [{ suffix: "/a" }] }`, null],
    [`const a: WhereOf<"MonitoringSchedule"> = { Anything: ["x"] }`, null],

    [`const e = {} as JobStatusEvent<"HyperPodClusterNodeHealth">; const a: "Unhealthy" | "Healthy" = e.detail.HealthSummary.HealthStatus`, null],
    [`const e = {} as JobStatusEvent<"HyperPodClusterNodeHealth">; const a: string | null | undefined = e.detail.HealthSummary.RepairAction`, null],
    [`const e = {} as JobStatusEvent<"HyperPodClusterEvent">; const a: "Info" | "Warn" | "Error" = e.detail.EventDetails.EventLevel`, null],
    [`const e = {} as JobStatusEvent<"LabelingJobTask">; const a: string | null | undefined = e.detail["labeling-job-arn"]`, null],
    [`const e = {} as JobStatusEvent<"Model">; e.detail.ModelStatus`, 2339],
    [`const e = {} as JobStatusEvent<"EvaluationJob">; const a: unknown = e.detail["anything"]`, null],
    [
        `const e = {} as JobStatusEvent<"HumanLoopStep">; const a: "SageMaker Human Loop Finished" | "SageMaker Human Loop Step Execution Finished" = e["detail-type"]`,
        null,
    ],
    [`const e = {} as JobStatusEvent<AnyKind>; if (e["detail-type"] === "SageMaker Image State Change") { e.detail.ImageStatus }`, null],

    [`const a: WhereOf<"TrainingJob"> = { TrainingJobName: [{ prefix: "prod-" }] }`, null],
    [`const a: WhereOf<"TrainingJob"> = { ResourceConfig: { InstanceType: [{ "anything-but": ["ml.m5.large"] }] } }`, null],
    [`const a: WhereOf<"TrainingJob"> = { TransformJobName: ["x"] }`, 2353],
    [`const a: WhereOf<"TrainingJob"> = { TrainingJobStatus: ["Failed"] }`, 2353],
    [`const a: WhereOf<"TrainingJob"> = { TrainingJobName: "prod" }`, 2322],

    [
        `const e = {} as JobStatusEvent<"TrainingJob">; const a: "InProgress" | "Stopping" | "Completed" | "Failed" | "Stopped" | "Deleting" = e.detail.TrainingJobStatus`,
        null,
    ],
    [`const e = {} as JobStatusEvent<"Algorithm">; e.detail.AlgorithmStatus`, 2339],
    [`const e = {} as JobStatusEvent<"LabelingJob">; e.detail.LabelingJobName`, 2339],
    [`const e = {} as JobStatusEvent; if (e["detail-type"] === "SageMaker Endpoint State Change") { e.detail.EndpointStatus }`, null],
];

/** Compiles each statement in a separate function and gives the first error of each. */
function errorsOf(statements: readonly string[]): (number | null)[] {
    const file = path.join(__dirname, "program.ts");
    const imports = [
        `import { type AnyKind, type ApiStatusOf, type JobStatusEvent, type Kind, type StatusOf, type WhereOf } from "../../catalog"`,
        `export type { AnyKind, ApiStatusOf, JobStatusEvent, Kind, StatusOf, WhereOf }`,
    ];
    const text = [...imports, ...statements.map((statement, index) => `export function f${index}() { ${statement} }`)].join("\n");
    const { config } = ts.readConfigFile(path.join(__dirname, "../../tsconfig.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, path.join(__dirname, "../.."));
    const checked = { ...options, noCheck: false, noUnusedLocals: false, types: ["node"] };
    const host = ts.createCompilerHost(checked);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (name) => path.resolve(name) === file || fileExists(name);
    host.getSourceFile = (name, target) => (path.resolve(name) === file ? ts.createSourceFile(name, text, target) : getSourceFile(name, target));
    const program = ts.createProgram([file], checked, host);
    const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((diagnostic) => ({
        line: ts.getLineAndCharacterOfPosition(diagnostic.file!, diagnostic.start!).line,
        code: diagnostic.code,
    }));
    assert.deepEqual(
        found.filter(({ line }) => line < imports.length),
        [],
    );
    return statements.map((_, index) => found.find(({ line }) => line === index + imports.length)?.code ?? null);
}

describe("the catalogue's types", () => {
    it("accept what an event can carry and refuse what it can't", () => {
        const errors = errorsOf(STATEMENTS.map(([statement]) => statement));
        assert.deepEqual(
            STATEMENTS.map(([statement], index) => [statement, errors[index]]),
            STATEMENTS,
        );
    });
});
