import { plain } from './elements/answer.ts'
import { fieldsOf, rootOf } from './form.ts'
import { aspNetProblem } from '../problem.ts'
import type { Application } from '../storage/model.ts'
import type { StorageState } from '../storage/state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/**
 * ResourceController.cs, for anybody: a missing XSD is a 404, and a missing JSON schema an exception
 * (AppResourcesSI.GetModelJsonSchema reads the file without looking whether there is one).
 */
export function answerSchema(
  asked: Asked,
  { kind, id }: { readonly kind: 'xsd' | 'json'; readonly id: string },
  application: Application,
  { modes }: StorageState,
): Answered {
  onlyQuery(asked)
  const classRef = application.dataTypes.find((one) => one.id === id)?.appLogic?.classRef
  const has = modes.schemas.get(`${application.id} ${id}`) ?? 'xsd'
  if (classRef === undefined || has !== kind) {
    return kind === 'xsd' ? aspNetProblem(404) : { status: 500 }
  }
  if (kind === 'json') return plain(200, toJsonSchema(classRef))
  const headers = { 'Content-Type': 'application/xml; charset=utf-8' }
  return { status: 200, headers, body: toXsd(classRef) }
}

function toXsd(classRef: string): string {
  const fields = fieldsOf(classRef).map(
    (name) => `<xs:element name="${name}" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>`,
  )
  const root = rootOf(classRef)
  return `<?xml version="1.0" encoding="utf-8"?><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified"><xs:element name="${root}" type="${root}Type"/><xs:complexType name="${root}Type"><xs:sequence>${fields.join('')}</xs:sequence></xs:complexType></xs:schema>`
}

/** As Altinn Studio writes it: the root's name is `info.rootNode` and the last of `oneOf`. */
function toJsonSchema(classRef: string): string {
  const root = rootOf(classRef)
  const fields = fieldsOf(classRef).map((name) => [name, { '@xsdType': 'string' }] as const)
  return JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'schema.json',
    info: { rootNode: `#/$defs/${root}Type` },
    type: 'object',
    oneOf: [{ $ref: `#/$defs/${root}Type` }],
    $defs: { [`${root}Type`]: { properties: Object.fromEntries(fields) } },
  })
}
