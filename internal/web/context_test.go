package web

import (
	"net/http/httptest"

	"github.com/gin-gonic/gin"
)

// newContext is gin's for one request.
func newContext(w *httptest.ResponseRecorder) (*gin.Context, *gin.Engine) {
	c, e := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest("GET", "/", nil)
	return c, e
}
