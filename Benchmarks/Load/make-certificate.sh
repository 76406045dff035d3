#!/bin/sh
# Makes a throw-away certificate for localhost: make-certificate.sh FOLDER
set -eu
folder=$1
mkdir -p "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$folder/server.key" -out "$folder/server.pem" 2>/dev/null
