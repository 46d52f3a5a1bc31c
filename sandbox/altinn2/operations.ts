import { authenticationOperations } from './authentication.ts'
import { codeListOperations } from './metadata/code-lists.ts'
import { consentOperations } from './consents/consent-requests.ts'
import { delegationOperations } from './delegations/delegations.ts'
import { enterpriseUserOperations } from './enterprise-users.ts'
import { keyOperations } from './metadata/keys.ts'
import { lookupOperations } from './lookup.ts'
import { metadataOperations } from './metadata/metadata.ts'
import { messageOperations } from './messages/changes.ts'
import type { Operation } from './operation.ts'
import { profileOperations } from './profile.ts'
import { removedOperations } from './removed.ts'
import { rightsOperations } from './rights.ts'
import { roleDefinitionOperations } from './role-definitions.ts'
import { roleRequirementOperations } from './metadata/role-requirements.ts'
import { contactOperations } from './service-owner/contacts.ts'
import { delegationRequestOperations } from './service-owner/delegation-requests.ts'
import { ownersOtherOperations } from './service-owner/others.ts'
import { ownersRightsOperations } from './service-owner/rights.ts'
import { srrOperations } from './service-owner/srr.ts'
import { tokenOperations } from './consents/tokens.ts'

/** Group by group; the broker, reportees and the reading of messages have modules of their own. */
export const operations: readonly Operation[] = [
  ...removedOperations,
  ...authenticationOperations,
  ...messageOperations,
  ...profileOperations,
  ...rightsOperations,
  ...roleDefinitionOperations,
  ...delegationOperations,
  ...lookupOperations,
  ...consentOperations,
  ...tokenOperations,
  ...enterpriseUserOperations,
  ...metadataOperations,
  ...codeListOperations,
  ...roleRequirementOperations,
  ...keyOperations,
  ...ownersRightsOperations,
  ...delegationRequestOperations,
  ...ownersOtherOperations,
  ...contactOperations,
  ...srrOperations,
]
