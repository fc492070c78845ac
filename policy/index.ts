import { PolicyPack } from "@pulumi/policy";

import { policies } from "./policies";

// This starts a server and prints its port, so nothing else may be here: tests import policies.ts.
new PolicyPack("sagemaker-job-status", {
    description: "Events of SageMaker jobs reach their handlers, and someone is notified of those that do not",
    enforcementLevel: "mandatory",
    tags: ["aws", "sagemaker", "eventbridge"],
    policies,
});
