// The least that a relay in Node can do: node:http in front, undici behind, nothing between.
import { createServer } from 'node:http'
import { pipeline } from 'node:stream'
import { Pool } from 'undici'

const pool = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 })
const server = createServer(async (request, response) => {
  const { statusCode, headers, body } = await pool.request({
    path: request.url,
    method: request.method,
    headers: { authorization: request.headers.authorization, accept: request.headers.accept },
  })
  response.writeHead(statusCode, headers)
  pipeline(body, response, () => undefined)
})
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
)
