// Bodies that are held until their service is known and of which half is never sent: one owner's
// fill the disk that all share for them.
import { setTimeout as pause } from 'node:timers/promises'
import { isShort } from '../../children.mjs'
import { headOf, open, send, statusOf, tally } from '../raw-http.mjs'
import { ordinary, paths } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const kibibyte = 1024
const spoolBytes = 16 * kibibyte * kibibyte
/** Large ones first, then small ones into what they leave free. */
const [large, small] = [
  { count: 15, bytes: 1_100 * kibibyte },
  { count: 100, bytes: 100 * kibibyte },
]
/** The owner acts for so many parties, in turns. */
const parties = 10
/** Milliseconds: for all of them, and for the whole attack. */
const [keptFor, within] = [isShort ? 2_000 : 4_000, 12_000]

export const rows = [
  {
    attack: 'half-sent bodies of one owner that fill the spool, bodies of another',
    rig: { isAltinn2Open: true, limits: { spoolBytes } },
    run: async (rig) => {
      const other = await rig.tokenOf({ owner: 1 })
      const tokens = await Promise.all(
        Array.from({ length: parties }, (_, party) => rig.tokenOf({ owner: 0, party })),
      )
      const attack = { file: 'half-sent-bodies.mjs', name: 'fill', given: { tokens }, within }
      return underAttack(rig, { probes: [heldBody(other)], attack })
    },
  },
]

/** Its service comes last, so that most of it is held on disk. */
function heldBody(token) {
  const end = '","ServiceCode":"5999","ServiceEdition":1}'
  return {
    ...ordinary.messages(token),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"Padding":"'.padEnd(200 * kibibyte, 'x') + end,
  }
}

export const attacks = {
  fill: async ({ url, tokens }) => {
    const sizes = [large, small].flatMap(({ count, bytes }) => Array(count).fill(bytes))
    const sockets = []
    const answers = sizes.map(() => 'no answer')
    for (const [place, bytes] of sizes.entries()) {
      const socket = open(url)
      sockets.push(socket)
      void statusOf(socket).then((status) => (answers[place] = status))
      const headers = { 'Content-Type': 'application/json', 'Content-Length': String(2 * bytes) }
      await send(socket, headOf('POST', paths.messages, tokens[place % tokens.length], headers))
      await send(socket, '{"Padding":"'.padEnd(bytes, 'x'))
    }
    await pause(keptFor)
    const seen = tally(answers)
    for (const socket of sockets) socket.destroy()
    return seen
  },
}
