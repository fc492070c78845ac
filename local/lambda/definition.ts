/** What a Lambda function resource says about itself. */
export interface FunctionDefinition {
    name: string;
    arn: string;
    /** The Pulumi archive, as the signature object that came over gRPC. */
    code: unknown;
    /** The program's folder, where relative paths of the archive start. */
    program: string;
    /** `FILE.EXPORT`. */
    handler: string;
    /** `nodejs24.x`, … `nodeOf` finds a Node.js for it. */
    runtime: string;
    /** 1 to 900; real seconds. */
    timeoutSeconds: number;
    /** 128 to 10240 MB (of 1,048,576 bytes). */
    memoryMb: number;
    environment: Record<string, string>;
    /** For the record: code without native parts runs on every architecture. */
    architectures?: string[];
}

/** Names that Lambda sets itself; a function that declares one is not created (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
const RESERVED = new Set([
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
]);

/**
 * Checks what Lambda checks when the function is made.
 *
 * @throws Error that names the function, the argument, what is allowed and what came.
 */
export function checkDefinition({ name, runtime, handler, timeoutSeconds, memoryMb, environment }: FunctionDefinition): void {
    const refuse = (argument: string, allowed: string, got: unknown): Error =>
        new Error(`Function "${name}": ${argument} must be ${allowed}, got ${JSON.stringify(got)}`);
    if (!/^nodejs\d+\.x$/.test(runtime)) {
        throw refuse("runtime", "a Node.js runtime such as nodejs24.x (others cannot run here)", runtime);
    }
    if (handler === "") {
        throw refuse("handler", "FILE.EXPORT", handler);
    }
    for (const [argument, value, min, max] of [
        ["timeoutSeconds", timeoutSeconds, 1, 900],
        ["memoryMb", memoryMb, 128, 10_240],
    ] as const) {
        if (!Number.isInteger(value) || value < min || value > max) {
            throw refuse(argument, `a whole number from ${min} to ${max}`, value);
        }
    }
    const reserved = Object.keys(environment).filter((variable) => RESERVED.has(variable));
    if (reserved.length > 0) {
        throw refuse("environment", "free of the names that Lambda sets itself", reserved);
    }
}
