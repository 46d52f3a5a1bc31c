import { json } from './answer.ts'
import { endUser, Refused, type Call, type Operation } from './operation.ts'
import { reporteeOf } from './reportees/party.ts'
import { services } from '../services.ts'
import type { Answered } from '../strict.ts'

/** Altinn/docs content/api/rest/innsyn: a string in which each service writes XML or JSON of its own. */
export const lookupOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '{who}/lookup/{serviceCode}/{serviceEdition}',
    query: ['authorizationCode', 'queryOptions'],
    by: 'party',
    scopes: endUser('altinn:lookup'),
    answer: lookUp,
  },
]

function lookUp(call: Call): Answered {
  const { serviceCode: code = '', serviceEdition: edition } = call.params
  const found = services.find(
    (one) =>
      one.type === 'Lookup' &&
      one.code.toLowerCase() === code.toLowerCase() &&
      String(one.edition) === edition,
  )
  if (found === undefined) throw new Refused({ status: 404 })
  const number = reporteeOf(call)?.organizationNumber ?? ''
  return json(call.asked, `<Svar><Tjeneste>${found.name}</Tjeneste><Enhet>${number}</Enhet></Svar>`)
}
