import type { Operation } from './operation.ts'

type Removed = readonly [Operation['method'], path: string, ...when: readonly string[]]

const authorization = '{who}/authorization'

/** Switched off by Altinn with releases 23.4 (delegation requests) and 23.5. */
const ofParties: readonly Removed[] = [
  ['DELETE', `${authorization}/roles/{roleId}`],
  ['GET', `${authorization}/apprights`],
  ['DELETE', `${authorization}/rights/{rightId}`],
  ['DELETE', `${authorization}/apprights/{org}/{app}/{ruleGuid}`],
  ['DELETE', `${authorization}/rights/{receiverId}/rights/{authzRuleId}`],
  ['POST', `${authorization}/roledefinitions`],
  ['PUT', `${authorization}/roledefinitions/{roleTypeId}`],
  ['DELETE', `${authorization}/roledefinitions/{roleTypeId}`],
  ['GET', `${authorization}/delegations/{receiverId}/apprights`],
  ['DELETE', `${authorization}/delegations/{receiverId}/apprights/{org}/{app}/{ruleGuid}`],
  ['DELETE', `${authorization}/delegations`, 'receiverId', 'org', 'app', 'ruleGuid'],
]
const ofOrganisations: readonly Removed[] = [
  ['GET', 'delegationrequests'],
  ['GET', 'delegationrequests/{guid}'],
  ['POST', 'delegationrequests'],
  ['DELETE', 'delegationrequests/{guid}'],
]
const ofServiceOwners: readonly Removed[] = [
  ['GET', 'serviceowner/authorization/apprights', 'subject', 'reportee'],
  ['GET', 'serviceowner/roledefinitions'],
  ['GET', 'serviceowner/roledefinitions/{roleDefinitionId}'],
]

/** As Altinn answered for a controller that it had switched off (release note 23.2). */
export const removedOperations: readonly Operation[] = [
  ...ofParties.map((row) => toOperation(row, 'party')),
  ...[...ofOrganisations, ...ofServiceOwners].map((row) => toOperation(row, 'organisation')),
]

function toOperation([method, path, ...when]: Removed, by: Operation['by']): Operation {
  return { method, path, when, by, scopes: [], answer: () => ({ status: 410, reason: 'Gone' }) }
}
