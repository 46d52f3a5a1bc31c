import { plain, problemAnswer } from './answer.ts'
import { postElement, postOldRoute } from './post.ts'
import { putElement, type Found } from './put.ts'
import { deleteElement } from './remove.ts'
import { getAppData, type AppAsked } from '../data.ts'
import { may } from '../../storage/access.ts'
import { seenElements } from '../../storage/reading/late.ts'
import type { Row } from '../../storage/state.ts'
import { UnlikeTheRealOne, type Answered, type Asked } from '../../../strict.ts'

const guid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
const elementRoute = new RegExp(`^/(?<element>${guid})(?:/type/(?<type>[^/]+))?$`, 'i')
const newRoute = /^\/(?:type\/)?(?<type>[^/]+)$/

/**
 * DataController.cs: a policy stands before each route, which denies what it does not find.
 * `below` is what follows `/data`.
 */
export function answerElements(
  asked: Asked,
  row: Row | undefined,
  below: string,
  app: AppAsked,
): Answered | Promise<Answered> {
  const action = asked.method === 'GET' ? 'read' : 'write'
  if (row === undefined || !may(app.caller, row, action)) return { status: 403 }
  if (asked.method === 'POST') return post(asked, row, below, app)
  const { element: id, type } = elementRoute.exec(below)?.groups ?? {}
  if (id === undefined) throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  if (asked.method === 'GET') return getAppData(asked, row, id.toLowerCase(), app)
  const found = find(row, id.toLowerCase(), app)
  if ('status' in found) return found
  if (type !== undefined && type !== found.type.id) {
    const why = `which is of type ${found.type.id}`
    return plain(400, `Data type ${type} does not match data element ${id}, ${why}`)
  }
  return asked.method === 'PUT'
    ? putElement(asked, row, found, app)
    : deleteElement(asked, row, found, app)
}

function post(asked: Asked, row: Row, below: string, app: AppAsked): Answered | Promise<Answered> {
  if (below === '') return postOldRoute(asked, row, app)
  const { type } = newRoute.exec(below)?.groups ?? {}
  if (type === undefined) throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  return postElement(asked, row, type, app)
}

/** GetInstanceDataOrError */
function find(row: Row, id: string, { application, state }: AppAsked): Found | Answered {
  const element = seenElements(state, row).find((one) => one.id === id)
  if (element === undefined) {
    const whole = `${row.instance.instanceOwner.partyId}/${row.instance.id}`
    const detail = `Did not find data element ${id} on instance ${whole}`
    return problemAnswer({ title: 'Data Element Not Found', detail, status: 404 })
  }
  const type = application.dataTypes.find((one) => one.id === element.dataType)
  if (type !== undefined) return { element, type }
  const detail = `Could not find the specified data type: "${element.dataType}" in applicationmetadata.json`
  return problemAnswer({ title: 'Data Type Not Found', detail, status: 400 })
}
