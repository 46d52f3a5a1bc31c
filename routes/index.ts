import type { Route } from '../src/translation.ts'
import { authentication } from './end-user/authentication.ts'
import { messages } from './end-user/messages.ts'
import { messageAttachments } from './end-user/message-attachments.ts'
import { messageForms } from './end-user/message-forms.ts'
import { reportees } from './end-user/reportees.ts'
import { organizations } from './end-user/organizations.ts'
import { profile } from './end-user/profile.ts'
import { roles } from './end-user/roles.ts'
import { rights } from './end-user/rights.ts'
import { appRights } from './end-user/app-rights.ts'
import { roleDefinitions } from './end-user/role-definitions.ts'
import { delegations } from './end-user/delegations.ts'
import { lookup } from './end-user/lookup.ts'
import { brokerInbox } from './end-user/broker-inbox.ts'
import { brokerOutbox } from './end-user/broker-outbox.ts'
import { consentRequests } from './enterprise/consent-requests.ts'
import { tokens } from './enterprise/tokens.ts'
import { delegationRequests } from './enterprise/delegation-requests.ts'
import { enterpriseUsers } from './enterprise/enterprise-users.ts'
import { services } from './metadata/services.ts'
import { codeLists } from './metadata/code-lists.ts'
import { roleRequirements } from './metadata/role-requirements.ts'
import { publicRoleDefinitions } from './metadata/role-definitions.ts'
import { keys } from './metadata/keys.ts'
import { serviceOwnerReportees } from './service-owner/reportees.ts'
import { serviceOwnerRights } from './service-owner/rights.ts'
import { serviceOwnerAppRights } from './service-owner/app-rights.ts'
import { serviceOwnerRoles } from './service-owner/roles.ts'
import { serviceOwnerRoleDefinitions } from './service-owner/role-definitions.ts'
import { serviceOwnerDelegations } from './service-owner/delegations.ts'
import { serviceOwnerDelegationRequests } from './service-owner/delegation-requests.ts'
import { serviceOwnerConsents } from './service-owner/consents.ts'
import { serviceOwnerEvents } from './service-owner/events.ts'
import { serviceOwnerNotifications } from './service-owner/notifications.ts'
import { serviceOwnerOrganizations } from './service-owner/organizations.ts'
import { srr } from './service-owner/srr.ts'

/** Everything that this gateway answers, group by group. */
export const endpoints: readonly Route[] = [
  ...authentication,
  ...messages,
  ...messageAttachments,
  ...messageForms,
  ...reportees,
  ...organizations,
  ...profile,
  ...roles,
  ...rights,
  ...appRights,
  ...roleDefinitions,
  ...delegations,
  ...lookup,
  ...brokerInbox,
  ...brokerOutbox,
  ...consentRequests,
  ...tokens,
  ...delegationRequests,
  ...enterpriseUsers,
  ...services,
  ...codeLists,
  ...roleRequirements,
  ...publicRoleDefinitions,
  ...keys,
  ...serviceOwnerReportees,
  ...serviceOwnerRights,
  ...serviceOwnerAppRights,
  ...serviceOwnerRoles,
  ...serviceOwnerRoleDefinitions,
  ...serviceOwnerDelegations,
  ...serviceOwnerDelegationRequests,
  ...serviceOwnerConsents,
  ...serviceOwnerEvents,
  ...serviceOwnerNotifications,
  ...serviceOwnerOrganizations,
  ...srr,
]
