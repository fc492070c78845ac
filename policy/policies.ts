import type { Policies } from "@pulumi/policy";

import { statusRuleHasAlarm } from "./statusRuleHasAlarm";
import { statusRuleHasTarget } from "./statusRuleHasTarget";

/** The policies of the pack, by name. */
export const policies: Policies = [statusRuleHasAlarm, statusRuleHasTarget];
