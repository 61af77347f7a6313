# One static binary in an otherwise empty image. Another base can be given:
# `make image BASE=debian:bookworm-slim` for a shell to look around with.
ARG NODE_BASE=node:20-bookworm-slim
ARG GO_BASE=golang:1.26-bookworm
ARG BASE=scratch

FROM ${NODE_BASE} AS pages
WORKDIR /src/static
COPY static/package.json static/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static/ ./
RUN npm run build

FROM ${GO_BASE} AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/static/dist/ static/dist/
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/usr/bin/miti ./cmd/miti \
 && mkdir -p /out/var/lib/miti /out/etc/ssl/certs \
 && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/

FROM ${BASE}
COPY --from=program --chown=10001:10001 /out/var/lib/miti /var/lib/miti
COPY --from=program /out/etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=program /out/usr/bin/miti /usr/bin/miti
ENV MITI_DATA_DIR=/var/lib/miti
VOLUME /var/lib/miti
# The pages, the media and its relay by UDP and by TCP. The admin port stays inside.
EXPOSE 8080/tcp 3479/udp 3479/tcp 3478/udp 3478/tcp
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["/usr/bin/miti", "health"]
ENTRYPOINT ["/usr/bin/miti"]
CMD ["serve"]
