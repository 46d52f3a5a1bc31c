// One token sends hundreds of lists on one connection without waiting for an answer; each list
// takes many calls to Altinn 3.
import { isShort } from '../../children.mjs'
import { headOf, open, send, tally } from '../raw-http.mjs'
import { need, ordinary, ownerNumber, paths } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const lists = 600
const filesInInbox = 20
/** Milliseconds that each call of this owner takes in Altinn 3. */
const callTakes = 100
/** Milliseconds; the connection is closed then, whatever is unanswered. */
const within = isShort ? 4_000 : 5_000

export const rows = [
  {
    attack: '600 lists of one token pipelined on one connection, lists of three other owners',
    run: async (rig) => {
      const [token, ...others] = await Promise.all(
        [0, 1, 2, 3].map((owner) => rig.tokenOf({ owner })),
      )
      const owner = ownerNumber(0)
      rig.set({ files: { owner, count: filesInInbox }, slow: { owner, ms: callTakes } })
      await need(rig, ordinary.list(token))
      const given = { token }
      const attack = { file: 'pipelined-lists.mjs', name: 'pipeline', given, within: 2 * within }
      return underAttack(rig, { probes: others.map(ordinary.list), attack })
    },
  },
]

export const attacks = {
  pipeline: async ({ url, token }) => {
    const socket = open(url)
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status)
    const ended = new Promise((resolve) => {
      socket.once('close', resolve)
      socket.on('data', () => statuses().length === lists && resolve())
      setTimeout(resolve, within)
    })
    void send(socket, headOf('GET', paths.list, token).repeat(lists))
    await ended
    socket.destroy()
    const answers = statuses()
    return { ...tally(answers), 'no answer': lists - answers.length }
  },
}
