import type { CauseRow } from "./types";

/** What could not be reached: networks, images and what needs a permission. */
export function accessRows(): readonly CauseRow[] {
    return [
        // Network, before words such as "download" and "S3".
        {
            cause: "network-vpc",
            pattern: /(subnet.{0,10} )?route table.*|S3 VPC endpoint.*/i,
            retry: "no",
            nextStep: "Add an S3 gateway endpoint or a NAT route to its subnets, and allow outbound port 443.",
            source: "aws/amazon-sagemaker-operator-for-k8s#22",
        },
        {
            cause: "network-vpc",
            pattern: /(failed to download data\. )?(ListObjects\w* failed .*)?unable to execute (HTTP )?request.*|socket timeout.*|read timed out.*/i,
            retry: "later",
            nextStep: "Check the S3 endpoint or NAT of every subnet, then start it again.",
            source: "aws-samples/sagemaker-run-notebook#32",
        },
        {
            cause: "network-vpc",
            pattern:
                /could not connect to the endpoint URL|Connect(ion)? ?Time(d ?)?out(Error| error)?|EndpointConnectionError|UnknownHostException|failure in name resolution|network is unreachable|no route to host/i,
            retry: "later",
            nextStep: "Check routes, NAT, endpoints and security groups of its subnets.",
            source: "dg/train-vpc",
            inCode: true,
        },
        {
            cause: "network-vpc",
            pattern: /DHCP options.*/i,
            retry: "no",
            nextStep: "Set domain-name and domain-name-servers in the VPC's DHCP options.",
            source: "aws/sagemaker-python-sdk#3955",
        },
        {
            cause: "network-vpc",
            pattern: /at least \d+ availability zone.*/i,
            retry: "no",
            nextStep: "Give it subnets in two zones that offer the instance type.",
            source: "dg/clarify-vpc",
        },
        {
            cause: "network-vpc",
            pattern:
                /(insufficient|not enough|no) (free |available )?(IP )?address\w*.*|(failed|unable) to (create|attach|find) .{0,30}(subnet|security group|network interface|ENI)\b.*|(subnet|security group|network interface|ENI)\b.{0,80}(does not exist|not found|invalid|fail|unable).*/i,
            retry: "no",
            nextStep: "Check its subnets and security groups: that they exist and have free addresses.",
            source: "dg/train-vpc",
        },
        // Images.
        {
            cause: "image",
            or: "permission",
            pattern: /cannot pull algorithm container.*|all images included .*/i,
            retry: "no",
            nextStep: "Check the image's address, tag and Region, then the permissions for ECR, then the disk size.",
            source: "aws/sagemaker-python-sdk#57",
        },
        {
            cause: "permission",
            pattern:
                /does not (have|grant) .{0,80}(BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability).*|not authorized to perform:? ecr:.*/i,
            retry: "no",
            nextStep: "Allow the role ecr:BatchGetImage, in the repository's policy too. Check the image's Region and tag.",
            source: "aws/deep-learning-containers#759",
        },
        {
            cause: "image",
            pattern:
                /API error \(404\).*|repository\b.{0,80}does not exist.*|manifest (for .*not found|unknown).*|\bimage\b[^.]{0,30}'?\S*'?[^.]{0,20}(does not exist|doesn't exist|not found|could not be found|cannot be found).*/i,
            retry: "no",
            nextStep: "Push the image, or correct its tag.",
            source: "aws/amazon-sagemaker-examples#2333",
        },
        {
            cause: "image",
            pattern:
                /CannotStartContainer.*|CannotPullContainer.*|exec format error|(failed|unable) to (pull|start) (the )?.{0,20}(image|container).*/i,
            retry: "no",
            nextStep: "Start the image with 'serve' or 'train' on your machine. Check its platform (amd64) and GPU driver.",
            source: "aws-samples/comfyui-on-amazon-sagemaker#2",
        },
        {
            cause: "image",
            pattern: /does not contain required .*label.*/i,
            retry: "no",
            nextStep: "Add the label to the Dockerfile and build the image again.",
            source: "dg/multi-container-direct",
        },
        // Texts that name two causes.
        {
            cause: "data-missing",
            or: "permission",
            pattern:
                /((failed|unable) to|could not|cannot) download model (data|artifact).*|no S3 objects (were )?found.*|matched no (files|objects).*|could not access model data.*|object exists.* role .*permission.*/i,
            retry: "no",
            nextStep: "Check that the object is at that address, then that the role may read it.",
            source: "aws-solutions-library-samples/fraud-detection-using-machine-learning#9",
        },
        // Permissions.
        {
            cause: "permission",
            pattern: /(unable to|cannot|could not|failed to) assume (the )?(execution )?role.*|sts:AssumeRole.*/i,
            retry: "no",
            nextStep: "Allow sagemaker.amazonaws.com to assume the role (its trust policy), and check that the role exists.",
            source: "aws/sagemaker-python-sdk#35",
        },
        {
            cause: "permission",
            pattern: /upload.{0,80}(AccessDenied|access denied|forbidden).*/i,
            retry: "no",
            nextStep: "Allow the role s3:PutObject on the output path, and its KMS key.",
            source: "not recorded",
        },
        {
            cause: "permission",
            pattern: /download.{0,200}(AccessDenied|access denied|forbidden).*/i,
            retry: "no",
            nextStep: "Allow the role s3:GetObject on the object, and kms:Decrypt. Check the bucket's policy.",
            source: "aws/amazon-sagemaker-examples#4384",
        },
        {
            cause: "permission",
            pattern: /\((AccessDenied\w*|403)\) when calling.*|is not authorized to perform.*/i,
            retry: "no",
            nextStep: "Allow the role the action that the reason names.",
            source: "dg/sagemaker-roles",
            inCode: true,
        },
        {
            cause: "permission",
            pattern:
                /AccessDenied\w*|access (was |is )?denied|not authorized|authentication (failed|required)|security token .{0,60}(expired|invalid)|role (can't|cannot|can not) (read|write|access|decrypt)|(does not have|lacks?|missing|insufficient) .{0,40}permissions?\b|KMS.{0,90}(denied|disabled|pending deletion|not allowed|permission).*/i,
            retry: "no",
            nextStep: "Allow the role what it was denied: its policy, the resource's policy and the KMS key.",
            source: "dg/sagemaker-roles",
        },
    ];
}
