import { only, otherRegion, serviceIn, type Slot, slotAt, sourcesOf, type Stack, type StatusTarget, textIn } from "../../../models/graph";

/** What EventBridge does as the role of a target, and whether that is about the target's ARN itself. */
export interface RoleUse {
    /** What people call the target. */
    readonly title: string;
    readonly action: string;
    /** False where the role's policies name other resources than the target: a job definition, a document, an object below it. */
    readonly onTarget: boolean;
}

const use = (title: string, action: string, onTarget = true): RoleUse => ({ title, action, onTarget });

/**
 * Targets for which PutTargets answers "RoleArn is required for target …".
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html; API reference PutTargets;
 * hashicorp/terraform-provider-aws 19913 (states), 27215 (batch), awsdocs/aws-codepipeline-user-guide 18, awsdocs/aws-cloudformation-user-guide 1178 (codebuild).
 */
const WITH_ROLE: Readonly<Record<string, RoleUse>> = {
    states: use("A state machine", "states:StartExecution"),
    batch: use("A Batch job queue", "batch:SubmitJob", false),
    codebuild: use("A CodeBuild project", "codebuild:StartBuild"),
    codepipeline: use("A CodePipeline pipeline", "codepipeline:StartPipelineExecution"),
    ecs: use("An ECS cluster", "ecs:RunTask", false),
    firehose: use("A Firehose stream", "firehose:PutRecord"),
    kinesis: use("A Kinesis stream", "kinesis:PutRecord"),
    sagemaker: use("A SageMaker pipeline", "sagemaker:StartPipelineExecution"),
    ssm: use("A Systems Manager document", "ssm:", false),
    redshift: use("A Redshift cluster", "redshift-data:ExecuteStatement", false),
    "redshift-serverless": use("A Redshift workgroup", "redshift-data:ExecuteStatement", false),
    glue: use("A Glue workflow", "glue:NotifyEvent"),
    inspector: use("An Inspector template", "inspector:StartAssessmentRun", false),
    appsync: use("An AppSync API", "appsync:GraphQL", false),
};

const DESTINATION = use("An API destination", "events:InvokeApiDestination");
const BUS = use("An event bus", "events:PutEvents");

/** Services in ARNs, by the module of the resource in which a target's ARN stands as long as it is not known. */
const SERVICES: Readonly<Record<string, string>> = {
    sfn: "states",
    stepfunctions: "states",
    batch: "batch",
    codebuild: "codebuild",
    codepipeline: "codepipeline",
    ecs: "ecs",
    kinesis: "kinesis",
    kinesisfirehose: "firehose",
    sqs: "sqs",
    sns: "sns",
    lambda: "lambda",
    ssm: "ssm",
};

/** The module and the class of a type token: "sfn" and "StateMachine". */
function typeParts(type: string): { readonly module: string; readonly name: string } {
    const [, module = "", name = ""] = type.split(":");
    return { module: module.split("/")[0]!.toLowerCase(), name: name || module };
}

/** The resource from which the ARN of a target comes while it is not known, if that is one. */
function sourceOf(slot: Slot) {
    const sources = slot.value.known ? [] : sourcesOf(slot);
    return sources.length === 1 ? sources[0] : undefined;
}

/** The service of a target: as its ARN has it, or as the resource shows from which the ARN comes; undefined where neither is known. */
export function serviceOfTarget(stack: Stack, slot: Slot): string | undefined {
    const text = textIn(slot);
    if (text !== undefined) {
        return serviceIn(text);
    }
    const source = sourceOf(slot);
    if (source === undefined) {
        return stack.functionIn(slot).kind === "here" ? "lambda" : undefined;
    }
    const { module, name } = typeParts(source.type);
    const isEvents = /^Event(ApiDestination|Bus)$|^(ApiDestination|EventBus)$/.test(name);
    return isEvents ? "events" : name === "LogGroup" ? "logs" : SERVICES[module];
}

/** What EventBridge does as the role of a target; undefined for targets that take no role, and for those that the table lacks. */
export function roleUse(stack: Stack, target: StatusTarget): RoleUse | undefined {
    const service = serviceOfTarget(stack, target.arn);
    if (service !== "events") {
        const found = service !== undefined && Object.hasOwn(WITH_ROLE, service) ? WITH_ROLE[service] : undefined;
        const isAutomation = /:automation-definition\//.test(textIn(target.arn) ?? "");
        return service === "ssm" ? { ...found!, action: isAutomation ? "ssm:StartAutomationExecution" : "ssm:SendCommand" } : found;
    }
    const name = textIn(target.arn) ?? sourceOf(target.arn)?.type ?? "";
    return /:api-destination\/|ApiDestination$/.test(name) ? DESTINATION : BUS;
}

/** What a target is whose service needs a role; undefined where none is needed, or where that is not known. */
export function needsRole(stack: Stack, target: StatusTarget): string | undefined {
    const found = roleUse(stack, target);
    if (found !== BUS) {
        return found?.title;
    }
    // A bus of the same account and Region takes events without.
    const rule = target.rule.resource;
    const bus = only(stack.directory("bus").refer(target.arn));
    const accounts = [target.arn, slotAt(rule, "arn")].map((slot) => textIn(slot)?.split(":")[4]);
    const isFar = otherRegion(target.arn, bus, rule) !== undefined;
    const isForeign = accounts[0] !== undefined && accounts[1] !== undefined && accounts[0] !== accounts[1];
    return isFar || isForeign ? "An event bus of another account or Region" : undefined;
}
