import { GatewayError } from '../../../errors.ts'
import { bind } from '../bind.ts'
import { needCheap } from '../cost.ts'
import { typeOf, type Expression } from '../expression.ts'
import { fold } from '../fold.ts'
import type { ODataModel } from '../model.ts'
import { parseFilterSyntax } from './parse-syntax.ts'
import { ownSentences, refuse, sentences } from './sentences.ts'

/** Of a `$filter` or `$orderby`: what Altinn 2's own server took for a whole query. */
export const longest = 2_048

/** Never throws: what is wrong with a filter is said in the words of Altinn 2's library. */
export function parseFilter(
  text: string,
  model: ODataModel,
): Expression | { readonly error: string } {
  try {
    return needFilter(text, model)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { error: error.details.phrase ?? error.code }
  }
}

/** Throws `ODATA_REFUSED`. */
export function needFilter(text: string, model: ODataModel): Expression {
  if (text.length > longest) refuse(ownSentences.tooLong('$filter', longest))
  const filter = bind(parseFilterSyntax(text), model)
  if (typeOf(filter) !== 'boolean') refuse(sentences.filterNotBoolean())
  needCheap(filter)
  return fold(filter)
}
