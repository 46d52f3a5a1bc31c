import type { Answered, Asked } from './strict.ts'

export interface ApiManagement {
  /** The only one that is taken where a key is needed; any or none while there is none here. */
  subscriptionKey: string | undefined
}

const header = 'ocp-apim-subscription-key'

/** What Azure's API Management says before anything behind it is asked. */
export function keyRefusal(
  { headers }: Asked,
  { subscriptionKey }: ApiManagement,
): Answered | undefined {
  const given = headers[header]
  if (subscriptionKey === undefined || given === subscriptionKey) return undefined
  const message =
    given === undefined
      ? 'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.'
      : 'Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.'
  const challenge = 'AzureApiManagementKey name="Ocp-Apim-Subscription-Key",type="header"'
  return {
    status: 401,
    headers: { 'WWW-Authenticate': challenge },
    body: { statusCode: 401, message },
  }
}
