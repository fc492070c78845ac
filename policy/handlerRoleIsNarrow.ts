import { type GraphResource, only, rolePolicySlots, slotAt, textIn } from "../models/graph";
import { evaluatePolicies, type OneOrMore, type PolicyDocument, type PolicyStatement } from "../models/policies";
import { documentIn, EVERYTHING_ALLOWED, NOW, policiesOf, relaxed, type RolePolicies, statementsOf } from "./shared/access/access";
import { statusPolicy } from "./shared/run/run";

/** AWS managed policies that allow everything of a service, or of all. */
const BROAD = /[^/]*(FullAccess(V\d+)?|AdministratorAccess|PowerUser(Access)?)$/;

/** A handler reads events of strangers' jobs: what its role may do, a mistake in it may do as well. */
export const handlerRoleIsNarrow = statusPolicy({
    name: "handler-role-is-narrow",
    description: "The role of a function that a SageMaker job-status rule calls allows single actions, not all of a service.",
    severity: "critical",
    remediationSteps:
        "Give the role a policy that names the actions which the function calls, and give inline callback functions a role: without one they get ten broad policies.",
    judge: (stack, verdict, { settings }) => {
        const roles = new Set<GraphResource>();
        for (const { resource, sure } of stack.handlers()) {
            const reference = stack.directory("role").refer(slotAt(resource, "role"));
            const role = only(reference);
            if (role !== undefined && sure) {
                roles.add(role);
            } else if (reference.kind === "here" || reference.kind === "unknown") {
                verdict.undecided(resource);
            }
        }
        for (const role of roles) {
            const denied = deniedByBoundary(policiesOf(stack, settings, role), role);
            if (denied.length > 0) {
                verdict.note(
                    role,
                    `The permissions boundary of this role does not allow ${denied.join(", ")}, which its policies allow, so a function that calls it fails. Allow it in the boundary, or remove it from the policies.`,
                );
            }
            for (const { resource, sure, document, managed } of rolePolicySlots(stack, role)) {
                if (!sure) {
                    verdict.undecided(resource);
                    continue;
                }
                if (document !== undefined) {
                    const read = documentIn(document, "identity");
                    const broad = read.kind === "known" ? broadActions(read.policy.Statement) : [];
                    if (broad.length > 0) {
                        verdict.wrong(
                            resource,
                            `This policy allows the role "${role.name}" to call ${broad.join(", ")}. Name the single actions that the function calls.`,
                        );
                    } else if (read.kind === "unknown") {
                        verdict.undecided(resource);
                    }
                    continue;
                }
                const [name] = BROAD.exec((managed && textIn(managed)) ?? "") ?? [];
                if (name !== undefined) {
                    verdict.wrong(
                        resource,
                        `The managed policy ${name} allows the role "${role.name}" to do more than a handler needs. Replace it with a policy that names single actions.`,
                    );
                } else if (managed?.value.known === false) {
                    verdict.undecided(resource);
                }
            }
        }
    },
});

/**
 * Single actions that the policies of a role allow and its boundary does not, for sure. Where a policy has a wildcard in the resource, the boundary must
 * not allow the action on any.
 */
function deniedByBoundary({ documents, boundary }: RolePolicies, role: GraphResource): string[] {
    if (boundary === undefined || boundary.open) {
        return [];
    }
    const denied = documents
        .flatMap(statementsOf)
        .flatMap(({ Effect, Action, Resource }) =>
            Effect === "Deny"
                ? []
                : listOf(Action).filter(
                      (action) =>
                          !/[*?]/.test(action) && listOf(Resource).every((resource) => isDenied(boundary.documents, action, resource, role.name)),
                  ),
        );
    return [...new Set(denied)];
}

function isDenied(boundary: readonly PolicyDocument[], action: string, resource: string, roleName: string): boolean {
    const isOpen = /[*?]|\$\{/.test(resource);
    try {
        const { allowed } = evaluatePolicies(
            { identity: EVERYTHING_ALLOWED, boundary: isOpen ? boundary.map(relaxed) : boundary },
            {
                principal: { aws: `arn:aws:sts::${resource.split(":")[4] || "000000000000"}:assumed-role/${roleName}/handler` },
                action,
                resource,
                context: NOW,
            },
        );
        return !allowed;
    } catch {
        // It depends on a condition key that is not known.
        return false;
    }
}

const listOf = <T>(value: OneOrMore<T> | undefined) => [value ?? []].flat() as T[];

/** Actions with a wildcard for all of a service, in statements that allow. */
function broadActions(statements: OneOrMore<PolicyStatement>): string[] {
    const broad = listOf(statements).flatMap(({ Effect, Action, NotAction }) =>
        Effect === "Deny"
            ? []
            : [
                  ...listOf(Action).filter((action) => /(^|:)\*$/.test(action)),
                  ...(NotAction === undefined ? [] : [`everything but ${listOf(NotAction).join(", ")}`]),
              ],
    );
    return [...new Set(broad)];
}
