/** A partition of AWS, whose Regions share their ARNs' second part and the end of their endpoints' names. */
export interface PartitionRow {
    /** What the names of its endpoints end in: "amazonaws.com". */
    readonly dnsSuffix: string;
    /** What the address of its console ends in; null where it has none in public. */
    readonly console: string | null;
    /** What the name of a Region begins with, as a regular expression; the rest is a direction and a number. */
    readonly prefix: string;
}

/**
 * Partitions, from `partitions.js` of @aws-sdk/core 3.981.0, read in November 2026. Consoles:
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html,
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-endpoints.html, https://docs.aws.eu/general/latest/gr/endpoints.html
 */
export const PARTITIONS: Readonly<Record<string, PartitionRow>> = {
    aws: { dnsSuffix: "amazonaws.com", console: "console.aws.amazon.com", prefix: "(?:us|eu|ap|sa|ca|me|af|il|mx)" },
    "aws-cn": { dnsSuffix: "amazonaws.com.cn", console: "console.amazonaws.cn", prefix: "cn" },
    "aws-us-gov": { dnsSuffix: "amazonaws.com", console: "console.amazonaws-us-gov.com", prefix: "us-gov" },
    "aws-eusc": { dnsSuffix: "amazonaws.eu", console: "console.amazonaws-eusc.eu", prefix: "eusc-[a-z]{2}" },
    "aws-iso": { dnsSuffix: "c2s.ic.gov", console: null, prefix: "us-iso" },
    "aws-iso-b": { dnsSuffix: "sc2s.sgov.gov", console: null, prefix: "us-isob" },
    "aws-iso-e": { dnsSuffix: "cloud.adc-e.uk", console: null, prefix: "eu-isoe" },
    "aws-iso-f": { dnsSuffix: "csp.hci.ic.gov", console: null, prefix: "us-isof" },
};

/** The Regions of each partition, from the same file. Pseudo-Regions such as `aws-global` are left out. No function needs them, so they are apart. */
export const REGIONS: Readonly<Record<string, readonly string[]>> = {
    aws: [
        ...["af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"],
        ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
        ...["ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2"],
        ...["eu-west-3", "il-central-1", "me-central-1", "me-south-1", "me-west-1", "mx-central-1", "sa-east-1", "sa-west-1"],
        ...["us-east-1", "us-east-2", "us-west-1", "us-west-2"],
    ],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
    "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
    "aws-eusc": ["eusc-de-east-1"],
    "aws-iso": ["us-iso-east-1", "us-iso-west-1"],
    "aws-iso-b": ["us-isob-east-1", "us-isob-west-1"],
    "aws-iso-e": ["eu-isoe-west-1"],
    "aws-iso-f": ["us-isof-east-1", "us-isof-south-1"],
};

const DIRECTION = "(?:central|(?:north|south)(?:east|west)?|east|west)";

/** The partition that a Region is in, by the form of its name, which newer Regions have as well; undefined for a name of no such form. */
export function partitionByForm(region: string): string | undefined {
    return Object.entries(PARTITIONS).find(([, { prefix }]) => new RegExp(`^${prefix}-${DIRECTION}-[1-9]$`).test(region))?.[0];
}
