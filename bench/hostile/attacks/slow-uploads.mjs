// Uploads that bring a byte a second, more of one owner's than there are places.
import { setTimeout as pause } from 'node:timers/promises'
import { isShort } from '../../children.mjs'
import { headOf, open, send, tally } from '../raw-http.mjs'
import { ordinary, paths } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const uploads = 260
/** The owner acts for so many parties, in turns. */
const parties = 10
const seconds = isShort ? 3 : 4
/** Milliseconds from one upload's beginning to the next: the row is about places, not about a burst. */
const beginEvery = 5
/** Milliseconds for the whole attack. */
const within = 10_000

export const rows = [
  {
    attack: '260 uploads of one owner at a byte a second, uploads of another',
    run: async (rig) => {
      const other = await rig.tokenOf({ owner: 1 })
      const tokens = await Promise.all(
        Array.from({ length: parties }, (_, party) => rig.tokenOf({ owner: 0, party })),
      )
      const attack = { file: 'slow-uploads.mjs', name: 'dribble', given: { tokens }, within }
      return underAttack(rig, { probes: [ordinary.upload(other)], attack })
    },
  },
]

export const attacks = {
  dribble: async ({ url, tokens }) => {
    const begun = []
    for (let place = 0; place < uploads; place += 1) {
      const socket = open(url)
      const begins = { status: 'no answer' }
      socket.once('data', (chunk) => (begins.status = chunk.toString('latin1').slice(9, 12)))
      const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': '1000' }
      void send(socket, headOf('POST', paths.outbox, tokens[place % tokens.length], headers))
      begun.push({ socket, begins })
      await pause(beginEvery)
    }
    for (let second = 0; second < seconds; second += 1) {
      for (const { socket } of begun) void send(socket, 'x')
      await pause(1_000)
    }
    for (const { socket } of begun) socket.destroy()
    return tally(begun.map(({ begins }) => begins.status))
  },
}
