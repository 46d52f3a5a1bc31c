# Another Debian image with node and npm can be given.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts/ scripts/
COPY src/ src/
COPY routes/ routes/
COPY sandbox/ sandbox/
RUN npm run build && rm dist/.tsbuildinfo
RUN npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE} AS gateway
WORKDIR /app
# Owned by root, so that the running program cannot change itself.
COPY --from=build /app/node_modules/ node_modules/
COPY --from=build /app/dist/src/ dist/src/
COPY --from=build /app/dist/routes/ dist/routes/
COPY package.json ./
COPY config/ config/
ENV NODE_ENV=production \
    CONFIG=/app/config/production.yaml
# The node user, by number: Kubernetes' runAsNonRoot cannot judge a name.
USER 1000:1000
# The configuration files keep the admin port on loopback: probes from outside the container need
# ADMIN_HOST=0.0.0.0. The check below reads no file, so another admin port belongs in ADMIN_PORT.
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ADMIN_PORT || 9090) + '/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/main.js"]

# With the stand-ins for Maskinporten, Altinn 2 and Altinn 3: --target sandbox.
FROM gateway AS sandbox
COPY --from=build /app/dist/sandbox/ dist/sandbox/

# The last stage is what a build without --target makes. It holds no stand-in.
FROM gateway AS production
