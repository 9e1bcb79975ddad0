# Tests train forests of their own.
list(APPEND libraries opencv::ml OpenSSL::Crypto)
