/** Columns in which all the further kinds are alike. */
export const COMMON = {
    secondary: null,
    statusDetailsField: null,
    instances: null,
    describe: null,
    stop: null,
    list: null,
    consolePath: null,
    logs: null,
} as const;

/** Columns of a kind of which nothing but the names of its detail-types is documented. */
export const NAME_ONLY = {
    ...COMMON,
    statusField: null,
    statusInEvent: false,
    nameField: null,
    arnField: null,
    reasonField: null,
    eventHasReason: false,
    times: { created: null, started: null, ended: null, modified: null },
    fields: {},
    facts: [],
    identity: ["id"],
} as const;

/** The page that lists every detail-type. */
export const EVENTS_REFERENCE = "https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sagemaker.html";
/** The page with sample events. */
export const DEVELOPER_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html";
