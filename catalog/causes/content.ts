import type { CauseRow } from "./types";

/** What was wrong with configuration, data or what ran, and faults of SageMaker. */
export function contentRows(): readonly CauseRow[] {
    return [
        // Configuration, before data: a configuration is a file as well.
        {
            cause: "invalid-configuration",
            pattern: /analysis configuration.*/i,
            retry: "no",
            nextStep: "Correct the analysis configuration file.",
            source: "dg/clarify-processing-job-run-troubleshooting",
        },
        {
            cause: "invalid-configuration",
            pattern:
                /(could not find|no such) (model(?! data)|endpoint|training job|workteam)\b.*|(workteam|model package)\b.{0,120}(not exist|not found).*|endpoint config\w*\b.{0,120}(not exist|not found).*/i,
            retry: "no",
            nextStep: "Create the endpoint configuration again, then update the endpoint.",
            source: "hashicorp/terraform-provider-aws#40048",
        },
        {
            cause: "invalid-configuration",
            pattern:
                /hyper-?parameters?\b.{0,120}(required|missing|invalid|must|not |out of|unknown|unexpected|unable).*|(required|missing|invalid|unknown|unexpected|specified) .{0,60}hyper-?parameter.*|not valid under any of the given schemas.*|failed (validating|to validate).*|is a required property.*|channel\b.{0,30} not specified.*/i,
            retry: "no",
            nextStep: "Correct the hyperparameter that the reason names.",
            source: "aws/sagemaker-python-sdk#132",
        },
        {
            cause: "invalid-configuration",
            pattern: /\b(use|requires?|needs?) an? GPU\b.*|instance type .{0,60}(not supported|unsupported|invalid|does not support).*/i,
            retry: "no",
            nextStep: "Choose an instance type that the algorithm supports.",
            source: "aws/amazon-sagemaker-examples#587",
        },
        {
            cause: "invalid-configuration",
            pattern: /no objective metrics? (was |were )?found.*/i,
            retry: "no",
            nextStep: "Check that its code prints the metric that the tuning job's regular expression looks for.",
            source: "not recorded",
        },
        {
            cause: "invalid-configuration",
            pattern: /InputConfiguration:.*|OperatorNotImplemented.*/i,
            retry: "no",
            nextStep: "Correct the configuration that the reason names, or use a model that the compiler supports.",
            source: "dg/neo-troubleshooting-compilation",
        },
        {
            cause: "invalid-configuration",
            pattern: /illegal char sub-?sequence.*/i,
            retry: "no",
            nextStep: "Remove the double slash from the S3 path.",
            source: "aws-samples/generative-ai-on-amazon-sagemaker#242",
        },
        {
            cause: "invalid-configuration",
            pattern: /is in (the )?region .*different.*|PermanentRedirect.*|(bucket|image|model)\b.{0,80}(different|another|wrong) region.*/i,
            retry: "no",
            nextStep: "Use a bucket and an image in the Region of the job.",
            source: "dg/neo-troubleshooting-compilation",
        },
        // Data.
        {
            cause: "data-missing",
            pattern: /NoSuch(Key|Bucket)\b.*|specified (key|bucket) does not exist.*|\(404\) when calling the HeadObject.*/i,
            retry: "no",
            nextStep: "Check the bucket and the key: there is no such object.",
            source: "aws/sagemaker-python-sdk#835",
            inCode: true,
        },
        {
            cause: "data-missing",
            pattern:
                /(could not|unable to|cannot|can't) (find|locate) .{0,60}(s3:\/\/|model data|input data|manifest|training data).*|(s3:\/\/\S+|bucket\b|S3 (object|key|prefix|path|ur[il])).{0,80}(does not exist|doesn't exist|not found|is empty).*|\bno (training|validation|input|test) (data|files|records)\b.*|\bno (data|files|records) (was|were) found (at|in|under)\b.*|(inputs?|channel|manifest( file)?|dataset|prefix)\b.{0,60}(had no data|has no data|(contains?|holds?) no (data|files|objects|records)|is empty).*/i,
            retry: "no",
            nextStep: "Check the address of the input: nothing was found there.",
            source: "aws/sagemaker-python-sdk#2634",
        },
        {
            cause: "data-invalid",
            pattern: /extract model data archive.*|valid (tar\.gz|tar|gzip) (archive|file).*/i,
            retry: "no",
            nextStep: "Pack the model again as a real .tar.gz (not a zip with that name).",
            source: "not recorded",
        },
        {
            cause: "data-invalid",
            pattern:
                /(unable to|could not|cannot|failed to|error) pars(e|ing)\b.*|not found in firstline.*|ensure (that )?the file is in .*format.*|unable to read data channel.*|content-?type.{0,60}(match|unsupported|not supported|invalid).*/i,
            retry: "no",
            nextStep: "Correct the file, or the content type of its channel.",
            source: "aws/amazon-sagemaker-examples#1017",
        },
        {
            cause: "data-invalid",
            pattern:
                /number of (columns|features|headers).*|could not convert string to float|non-numeric|must contain features|malformed (json|csv|line|record|manifest|data).*|not (a )?valid (json|csv|parquet|recordio|libsvm).*|(invalid|corrupt(ed)?) (csv|json|jsonlines|parquet|recordio|libsvm|record|manifest|line|data)\b.*|(labels?|columns?|headers?|features?)\b.{0,40}(mismatch|not numeric|must be|does not match|do not match|are missing|is missing|not found in).*|contains? (NaN|null|infinite).*|file\/folder clashes.*/i,
            retry: "no",
            nextStep: "Correct the data: columns, types, header and labels.",
            source: "dg/clarify-processing-job-run-troubleshooting",
        },
        // Containers and scripts.
        {
            cause: "health-check",
            pattern: /(ping )?health ?check.*|(respond to|answer\w*) (the )?ping.*|\/ping\b.*/i,
            retry: "no",
            nextStep: "Read its log: mostly the model did not load, for an import, its files or memory.",
            source: "awslabs/llm-hosting-container#18",
        },
        {
            cause: "health-check",
            pattern: /\balarms?\b.{0,120}(in ALARM|ALARM state|triggered|fired|went off|tripped|breach).*/i,
            retry: "no",
            nextStep: "Look at the alarm that ended the deployment.",
            source: "dg/deployment-guardrails",
            kinds: ["Endpoint"],
        },
        {
            cause: "lifecycle-script",
            pattern: /life-?cycle config.*|start-?up script fail.*|LifecycleConfig\w*.*/i,
            retry: "no",
            nextStep: "Read the script's log. Shorten or fix the script, or run its long part in the background.",
            source: "aws-samples/amazon-sagemaker-notebook-instance-lifecycle-config-samples#86",
        },
        {
            cause: "child-jobs-failed",
            pattern: /no training jobs? succeeded.*|(one or (more|multiple)|all|\d+) (steps?|training jobs?|child jobs?) (have |has )?failed.*/i,
            retry: "no",
            nextStep: "Open its jobs and read the reason of the first that failed.",
            source: "aws/amazon-sagemaker-examples#2436",
        },
        {
            cause: "timeout-limit",
            pattern:
                /(exceed|reach|hit)\w* (the |its )?(maximum|max|allowed|configured).{0,20}(run ?time|execution time|duration|time limit).*|(exceed|reach|hit)\w* (the |its )?MaxRuntimeInSeconds.*|\bjob (has )?expired.*|model (data )?download.{0,40}(timed? ?out|took longer).*/i,
            retry: "no",
            nextStep: "Raise the time limit, or make it do less.",
            source: "API_StoppingCondition",
        },
        {
            cause: "internal-error",
            pattern:
                /Internal ?(Server|Service)? ?(Error|Exception|Failure)\b.*|(encountered|due to) an? (internal|unexpected) (server |service )?error.*|request to service failed.*|service ?unavailable.*/i,
            retry: "yes",
            nextStep: "Start it once more. If it fails alike twice, look for large checkpoints or a hanging container, or ask AWS support.",
            source: "aws/sagemaker-python-sdk#70",
        },
    ];
}

/** What counts only where no other row does: these say where an error came from, and not what it was. */
export function generalRows(): readonly CauseRow[] {
    return [
        {
            cause: "algorithm-error",
            pattern: /exit code:? 139\b/i,
            retry: "no",
            nextStep: "The process crashed: check its native libraries against the instance, then memory.",
            source: "aws/sagemaker-python-sdk#134",
            inCode: true,
        },
        {
            cause: "algorithm-error",
            pattern: /exit code:? 127\b/i,
            retry: "no",
            nextStep: "The entry point was not found in the image: check the command and the image.",
            source: "not recorded",
            inCode: true,
        },
        {
            cause: "algorithm-error",
            pattern: /exit code:? 2\b/i,
            retry: "no",
            nextStep: "Check the start command: its arguments and line ends. The log may be empty.",
            source: "not recorded",
            inCode: true,
        },
        {
            cause: "algorithm-error",
            pattern: /ErrorMessage|Traceback \(most recent|framework error/i,
            retry: "no",
            nextStep: "Read the end of the error and the log, then fix the code.",
            source: "huggingface/notebooks#136",
            inCode: true,
        },
        {
            cause: "algorithm-error",
            pattern: /AlgorithmError\b|ExecuteUserScriptError|exit (code|status):? [1-9]/i,
            retry: "no",
            nextStep: "Read its log: the reason does not say more.",
            source: "aws/amazon-sagemaker-examples#1234",
            inCode: true,
        },
        {
            cause: "invalid-configuration",
            pattern:
                /^(ClientError: )*(ValidationException|\w*ValidationError|InvalidParameter\w*|schema validation)\b|invalid (value|argument|parameter)s?\b/i,
            retry: "no",
            nextStep: "Correct the value that the reason names.",
            source: "hashicorp/terraform-provider-aws#40048",
        },
    ];
}
