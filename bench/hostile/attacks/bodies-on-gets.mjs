// Bodies in small chunks with requests that take none, while Altinn 3 lets their answers wait.
import { headOf, inChunks, open, send, statusOf, tally } from '../raw-http.mjs'
import { ordinary, ownerNumber, paths } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const connections = 250
const bytesInAll = 25_000_000
/** Milliseconds that Altinn 3 lets this owner wait for each answer. */
const slow = 1_500
const maxGrowth = 100

export const rows = [
  {
    attack: '25 MB of chunked bodies with GETs that take none, Altinn 3 slow',
    run: async (rig) => {
      const [token, other] = await Promise.all([0, 1].map((owner) => rig.tokenOf({ owner })))
      rig.set({ slow: { owner: ownerNumber(0), ms: slow } })
      const attack = { file: 'bodies-on-gets.mjs', name: 'sendAll', given: { token } }
      return underAttack(rig, { probes: [ordinary.list(other)], attack, maxGrowth })
    },
  },
]

export const attacks = {
  sendAll: async ({ url, token }) => {
    const head = headOf('GET', paths.list, token, { 'Transfer-Encoding': 'chunked' })
    // A chunk of one byte is six bytes on the wire.
    const body = inChunks(Buffer.alloc(Math.round(bytesInAll / connections / 6), 'x'))
    return tally(
      await Promise.all(
        Array.from({ length: connections }, async () => {
          const socket = open(url)
          const status = statusOf(socket)
          void send(socket, head)
          void send(socket, body)
          return status.finally(() => socket.destroy())
        }),
      ),
    )
  },
}
