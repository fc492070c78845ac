import { COMMON } from "./furtherKinds/common";
import type { EventKindRow } from "./types";

/** `eventSource` of the calls of SageMaker's API. */
export const CLOUDTRAIL_EVENT_SOURCE = "sagemaker.amazonaws.com";

/**
 * State of a rule that matches read-only calls as well. A rule in the state ENABLED does not, nor does one without a state.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export const ALL_CALLS_STATE = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/**
 * Names of the calls that count as read-only there: others that read, such as Search, come to every rule, and so do two of STS that change something.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export const READ_ONLY_CALL = /^(?!Get(Federation|Session)Token$)(Describe|Get|List)/;

/**
 * Calls of the runtime APIs, of endpoints and of the feature store: data events, which only a trail that logs them has.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html, "data events"
 */
export const RUNTIME_CALL = /^(InvokeEndpoint\w*|(Get|Put|Delete|BatchGet)Record)$/;

/** Calls of SageMaker's API: events that CloudTrail sends in SageMaker's name. They are not status events, but rules on them are real. */
export const CLOUDTRAIL_CALL: EventKindRow = {
    ...COMMON,
    kind: "CloudTrailCall",
    title: "CloudTrail",
    detailType: "AWS API Call via CloudTrail",
    statusField: null,
    statusInEvent: false,
    statuses: [],
    nameField: null,
    arnField: null,
    reasonField: null,
    eventHasReason: false,
    times: { created: null, started: null, ended: null, modified: null },
    fields: {
        eventVersion: "string",
        userIdentity: "any",
        eventTime: "time",
        eventSource: "string",
        eventName: "string",
        awsRegion: "string",
        sourceIPAddress: "string",
        userAgent: "string",
        errorCode: "string",
        errorMessage: "string",
        requestParameters: "any",
        responseElements: "any",
        additionalEventData: "any",
        requestID: "string",
        eventID: "string",
        readOnly: "boolean",
        resources: "any",
        eventType: "string",
        managementEvent: "boolean",
        recipientAccountId: "string",
        sharedEventID: "string",
        eventCategory: "string",
        vpcEndpointId: "string",
        tlsDetails: "any",
        sessionCredentialFromConsole: "string",
    },
    identity: ["id"],
    arnResource: null,
    sources: [
        "https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sagemaker.html",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    ],
};
