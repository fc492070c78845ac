import type { CauseRow } from "./types";

/** What there was too little of. */
export function resourceRows(): readonly CauseRow[] {
    const noCapacity =
        /(CapacityError|Insufficient\w*Capacity|insufficient .{0,40}\bcapacity|(not|n't) (have )?(enough|sufficient) .{0,40}capacity|unable to provision|(no|out of) (spot |available )?capacity|capacity .{0,30}(not available|unavailable)).*/i;
    return [
        {
            cause: "throttled",
            pattern: /VolumeModificationRateExceeded.*/i,
            retry: "later",
            nextStep: "Wait six hours before you change the volume size again.",
            source: "aws/amazon-sagemaker-feedback#100",
        },
        {
            cause: "algorithm-error",
            pattern: /invoking the Lambda function.*\bUnhandled\b.*/i,
            retry: "no",
            nextStep: "Read the log of the Lambda function: it threw an error.",
            source: "aws-samples/amazon-comprehend-semi-structured-documents-annotation-tools#3",
        },
        {
            cause: "throttled",
            pattern:
                /.*(Throttl(ing|ed)\b|ThrottlingException|rate exceeded|TooManyRequests|too many requests|RequestLimitExceeded|reduce your request rate).*/i,
            retry: "later",
            nextStep: "Start it again later, with fewer starts at once.",
            source: "aws/sagemaker-python-sdk#645",
        },
        {
            cause: "permission",
            or: "invalid-configuration",
            pattern: /invoking the Lambda function.*/i,
            retry: "no",
            nextStep: "Check that the Lambda function exists and that the role may invoke it.",
            source: "aws-samples/amazon-comprehend-semi-structured-documents-annotation-tools#3",
        },
        // Sizes and disks, before words such as "memory", "capacity" and "quota".
        {
            cause: "size-limit",
            pattern:
                /(failed to extract model data archive.{0,300})?(archive|image|file|payload|object|request|entity|artifact|package|message)\b[^.]{0,40}\btoo (large|big)\b.*/i,
            retry: "no",
            nextStep: "Make it smaller, or use a larger instance type or limit.",
            source: "aws/sagemaker-python-sdk#879",
        },
        {
            cause: "size-limit",
            pattern:
                /(image|model|archive|artifact|payload)( data)?( \S+)? size\b.{0,60}\b(greater|larger|bigger|exceed|more) ?.{0,60}|exceed\w* .{0,30}(size limit|maximum (allowed )?(size|payload)|supported size)|MaxPayloadInMB/i,
            retry: "no",
            nextStep: "Make it smaller, or raise the limit where there is one.",
            source: "aws/amazon-sagemaker-examples#1822",
        },
        {
            cause: "disk-full",
            pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
            retry: "no",
            nextStep: "Give it a larger volume (VolumeSizeInGB), or write less to the disk.",
            source: "huggingface/blog#114",
            inCode: true,
        },
        {
            cause: "disk-full",
            pattern:
                /(insufficient|not enough|out of|ran out of) (free |available )?(disk|storage|volume)( space| storage)?|disk (is )?full|volume is full/i,
            retry: "no",
            nextStep: "Give it a larger volume (VolumeSizeInGB), or read the input in FastFile or Pipe mode.",
            source: "aws/sagemaker-python-sdk#128",
        },
        // Quotas and capacity.
        {
            cause: "quota",
            pattern: /(limit|quota)\b.{0,90} is 0\b.*/i,
            retry: "no",
            nextStep: "Ask for a higher quota: it is 0, so waiting does not help.",
            source: "aws-samples/sagemaker-custom-project-templates#51",
        },
        {
            cause: "quota",
            pattern:
                /(account-level )?service (limit|quota).*|\w*(Resource|Instance|Vcpu)LimitExceeded.*|RESOURCE_LIMIT\b|\bquotas? .{0,60}(exceed|reach|increase).*|exceed\w* .{0,40}\bquota\b.*/i,
            retry: "later",
            nextStep: "Wait until other jobs end, use fewer instances, or ask for a higher quota.",
            source: "aws/amazon-sagemaker-examples#1543",
        },
        {
            cause: "capacity",
            pattern: noCapacity,
            retry: "later",
            nextStep: "Create the endpoint again later, or with another instance type. Delete a failed one first.",
            source: "aws/deep-learning-containers#6673",
            kinds: ["Endpoint"],
        },
        {
            cause: "capacity",
            pattern: noCapacity,
            retry: "later",
            nextStep: "Start it again later, or with another instance type, zone or Region.",
            source: "DIAGNijmegen/rse-grand-challenge#2631",
        },
        {
            cause: "spot-interruption",
            pattern: /spot .{0,40}(interrupt|reclaim|terminat).*/i,
            retry: "yes",
            nextStep: "Start it again from its checkpoint, or use on-demand instances.",
            source: "dg/model-managed-spot-training",
        },
        // Memory.
        {
            cause: "out-of-memory",
            pattern:
                /out ?of ?memory\b|OutOfMemory|\bMemoryError\b|(cannot|can't|unable to|failed to) allocate( \S+)? memory|can't allocate memory|\bOOM[- ]?killed|\bOOM\b|std::bad_alloc|exit (code|status):? 137\b/i,
            retry: "no",
            nextStep: "Use an instance type with more memory, or a smaller batch.",
            source: "not recorded",
            inCode: true,
        },
        {
            cause: "out-of-memory",
            pattern: /instance( type)? with more memory.*|(insufficient|not enough) (GPU )?memory/i,
            retry: "no",
            nextStep: "Use an instance type with more memory, or less data for each instance.",
            source: "not recorded",
        },
    ];
}
