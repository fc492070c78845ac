import type { EventKindRow } from "../../catalog";
import { partitionByForm, PARTITIONS } from "../../catalog/regions";
import type { JobEvent } from "./parseEvent";

// A name that SageMaker takes; a package of a group (GROUP/VERSION) has no page in the console, only in Studio.
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** Address of the resource's page in the AWS console. Undefined where there is none, or where the event does not say enough to build it. */
export function consoleLink(row: EventKindRow, { partition, region, name }: JobEvent): string | undefined {
    const host = consoleHost(partition, region);
    if (host === undefined || region === undefined || row.consolePath === null || !NAME.test(name)) {
        return undefined;
    }
    return `https://${host}/sagemaker/${row.consolePath.replace("{region}", region).replace("{name}", encodeURIComponent(name))}`;
}

/**
 * Address of the resource's log streams in the CloudWatch console, which takes its own route twice encoded with "$" for "%".
 * Undefined where SageMaker writes no log.
 */
export function logLink({ logs }: EventKindRow, { partition, region, name }: JobEvent): string | undefined {
    const host = consoleHost(partition, region);
    if (host === undefined || region === undefined || logs === null || !NAME.test(name)) {
        return undefined;
    }
    const group = routePart(logs.group.replace("{name}", name));
    const filter = logs.streamPrefix === "" ? "" : `$3FlogStreamNameFilter$3D${routePart(logs.streamPrefix.replace("{name}", name))}`;
    return `https://${host}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group}${filter}`;
}

/** An event without an ARN does not name its partition, but its Region does. */
function consoleHost(partition: string | undefined, region = ""): string | undefined {
    const domain = PARTITIONS[partition ?? partitionByForm(region) ?? "aws"]?.console ?? undefined;
    return domain === undefined ? undefined : `${region}.${domain}`;
}

function routePart(text: string): string {
    return encodeURIComponent(encodeURIComponent(text)).replace(/%/g, "$");
}
