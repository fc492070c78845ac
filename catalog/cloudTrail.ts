import { COMMON } from "./furtherKinds/common";
import type { EventKindRow } from "./types";

/** `eventSource` of the calls of SageMaker's API. */
export const CLOUDTRAIL_EVENT_SOURCE = "sagemaker.amazonaws.com";

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
